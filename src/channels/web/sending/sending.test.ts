import { expect, it } from '@jest/globals';
import { createLanes } from './lanes.ts';
import { keyIdsOf } from './sending.ts';

it('makes the same keys of the same own id, and others of another', () => {
  const keys = keyIdsOf('message-1');
  expect(keyIdsOf('message-1')).toEqual(keys);
  expect(new Set([...keys, ...keyIdsOf('message-2')]).size).toBe(8);
  for (const key of keys) expect(key).toMatch(/^3EB0[0-9A-F]{18}$/);
});

it('does one thing at a time in each lane, also after a failure', async () => {
  const lanes = createLanes();
  const done: string[] = [];
  const deed = (name: string, fails = false) =>
    lanes.inOrder('one', async () => {
      await Promise.resolve();
      done.push(name);
      if (fails) throw new Error(name);
    });
  const failing = deed('first', true);
  const following = deed('second');
  await expect(failing).rejects.toThrow('first');
  await following;
  expect(done).toEqual(['first', 'second']);
});
