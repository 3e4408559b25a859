import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { wakeQueue } from './queue.ts';
import { countOpenDemoRows, DEMO_CHANNEL, handledDemoRows, insertDemoRows } from './testing/demo-queue.ts';
import { eventually } from './testing/eventually.ts';
import { assertAlive, createFaultRig, killAtOnce, untilBusy } from './testing/fault-rig.ts';
import type { FaultRig } from './testing/fault-rig.ts';

const RESTARTS = 5;
const KEYS = 10;
const PATIENCE_MS = 60_000;

let rig: FaultRig;
let enough: AbortController;

beforeEach(async () => {
  rig = await createFaultRig();
  enough = new AbortController();
}, PATIENCE_MS);

afterEach(async () => {
  enough.abort();
  await rig.end();
});

/** Writes rows until told to stop; gives back those whose commit was acknowledged. */
function keepAdding(): () => Promise<number[]> {
  const acknowledged: number[] = [];
  const adding = (async () => {
    while (!enough.signal.aborted) {
      const ids = rig.db.asSystem('fault run', async (tx) => {
        const added = await insertDemoRows(tx, [randomUUID(), `key ${acknowledged.length % KEYS}`]);
        await wakeQueue(tx, DEMO_CHANNEL);
        return added;
      });
      acknowledged.push(...(await ids.catch(() => [])));
    }
  })();
  return async () => {
    enough.abort();
    await adding;
    return acknowledged;
  };
}

async function handledRows(): Promise<number[]> {
  await eventually(async () => (await rig.db.asSystem('fault run', countOpenDemoRows).catch(() => -1)) === 0, PATIENCE_MS);
  return (await rig.db.asSystem('fault run', handledDemoRows)).map(({ rowId }) => rowId);
}

describe('a queue under load', () => {
  it(
    'outlives immediate restarts of PostgreSQL and finishes every acknowledged row once',
    async () => {
      const workers = [await rig.startWorker({ leaseSeconds: 3 }), await rig.startWorker({ leaseSeconds: 3 })];
      const stopAdding = keepAdding();
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        await untilBusy(workers, PATIENCE_MS);
        await rig.restartPostgresAtOnce();
      }
      const acknowledged = await stopAdding();
      const handled = await handledRows();
      assertAlive(workers);
      expect(acknowledged.length).toBeGreaterThan(RESTARTS * 20);
      expect(new Set(handled).size).toBe(handled.length);
      expect(handled).toEqual(expect.arrayContaining(acknowledged));
    },
    3 * PATIENCE_MS,
  );

  it(
    'has the rows of a killed node done by another when their leases are over',
    async () => {
      const ids = await rig.db.asSystem('fault run', (tx) => insertDemoRows(tx, [randomUUID(), randomUUID(), randomUUID()]));
      const victim = await rig.startWorker({ leaseSeconds: 3, hang: true });
      await eventually(() => victim.heard.filter((word) => word === 'row').length === ids.length);
      await killAtOnce(victim);
      const killedAt = performance.now();
      await rig.startWorker({ leaseSeconds: 3 });
      expect((await handledRows()).toSorted((a, b) => a - b)).toEqual(ids);
      expect(performance.now() - killedAt).toBeLessThan(8_000);
    },
    3 * PATIENCE_MS,
  );
});
