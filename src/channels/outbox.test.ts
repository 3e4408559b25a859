import { describe, expect, it } from '@jest/globals';
import { createLog } from '../platform/log.ts';
import type { ChannelEvent } from './channel-events.ts';
import { createOutbox } from './outbox.ts';
import { fakeAlarmClock } from './testing/fake-alarm-clock.ts';

const log = createLog({ level: 'silent' });
const syncing = (percent: number): ChannelEvent => ({ type: 'syncing', at: '2026-01-01T00:00:00.000Z', percent });
const percents = (batch: readonly ChannelEvent[]) => batch.map((event) => (event.type === 'syncing' ? event.percent : -1));

describe('the outbox', () => {
  it('hands over in order what came while the batch before it was being taken', async () => {
    const clock = fakeAlarmClock();
    const batches: number[][] = [];
    const releases: (() => void)[] = [];
    const emit = (batch: readonly ChannelEvent[]) => {
      batches.push(percents(batch));
      return new Promise<void>((resolve) => void releases.push(resolve));
    };
    const outbox = createOutbox({ emit, clock, log });

    void outbox.push(syncing(1));
    await clock.settle();
    const later = [outbox.push(syncing(2)), outbox.push(syncing(3))];
    await clock.settle();
    expect(batches).toEqual([[1]]);

    releases.shift()?.();
    await clock.settle();
    expect(batches).toEqual([[1], [2, 3]]);
    releases.shift()?.();
    expect(await Promise.all(later)).toEqual([true, true]);
  });

  it('splits what has piled up into batches of 200', async () => {
    const clock = fakeAlarmClock();
    const sizes: number[] = [];
    const outbox = createOutbox({ emit: (batch) => void sizes.push(batch.length), clock, log });
    const pushed = Array.from({ length: 450 }, (_, percent) => outbox.push(syncing(percent % 100)));
    expect(await Promise.all(pushed)).not.toContain(false);
    expect(sizes).toEqual([200, 200, 50]);
  });

  it('offers a refused batch again after growing pauses, and nothing before it', async () => {
    const clock = fakeAlarmClock();
    const offered: number[][] = [];
    const emit = async (batch: readonly ChannelEvent[]) => {
      offered.push(percents(batch));
      if (offered.length < 3) throw new Error('no database');
    };
    const outbox = createOutbox({ emit, clock, log });

    const taken = outbox.push(syncing(1));
    await clock.settle();
    void outbox.push(syncing(2));
    await clock.advance(499);
    expect(offered).toEqual([[1]]);
    await clock.advance(1);
    expect(offered).toEqual([[1], [1]]);
    await clock.advance(1_000);
    expect(await taken).toBe(true);
    expect(offered).toEqual([[1], [1], [1], [2]]);
  });

  it('offers what is left once more when it closes, and says what was not taken', async () => {
    const clock = fakeAlarmClock();
    let offers = 0;
    const emit = async () => {
      offers += 1;
      throw new Error('no database');
    };
    const outbox = createOutbox({ emit, clock, log });

    const taken = outbox.push(syncing(1));
    await clock.settle();
    await outbox.close();
    expect(await taken).toBe(false);
    expect(offers).toBe(2);
    expect(await outbox.push(syncing(2))).toBe(false);
  });
});
