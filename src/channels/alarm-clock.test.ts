import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../platform/clock.ts';
import { createDueList } from './alarm-clock.ts';

function takeAll(due: ReturnType<typeof createDueList>, now: number): void {
  for (let ring = due.take(now); ring; ring = due.take(now)) void ring();
}

describe('the due list', () => {
  it('rings in the order of time, and of setting within one instant', () => {
    const random = seededRandom(1);
    const due = createDueList();
    const set = Array.from({ length: 1_000 }, (_, order) => ({ time: Math.floor(random() * 50), order }));
    const rung: typeof set = [];
    for (const alarm of set) due.add(alarm.time, () => void rung.push(alarm));

    takeAll(due, 50);
    expect(rung).toEqual(set.toSorted((a, b) => a.time - b.time || a.order - b.order));
  });

  it('leaves what is not due yet and forgets what was taken back', () => {
    const due = createDueList();
    const rung: number[] = [];
    const cancel = due.add(1, () => void rung.push(1));
    due.add(2, () => void rung.push(2));
    due.add(3, () => void rung.push(3));
    cancel();

    expect(due.nextTime()).toBe(2);
    takeAll(due, 2);
    expect(rung).toEqual([2]);
    expect(due.nextTime()).toBe(3);
  });
});
