import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NODE_DEAD_AFTER_SECONDS } from '../nodes.ts';
import { eventually } from '../queue/testing/eventually.ts';
import { assertAlive, createFaultRig, killAtOnce, untilBusy } from '../queue/testing/fault-rig.ts';
import type { FaultRig } from '../queue/testing/fault-rig.ts';
import { enqueueJob } from './jobs.ts';

const RESTARTS = 5;
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

async function enqueue(task: 'write' | 'reach'): Promise<string> {
  const noteId = randomUUID();
  await rig.db.inOrganization(rig.organizationId, (tx) => enqueueJob(tx, task, { noteId }));
  return noteId;
}

/** Queues jobs until told to stop; gives back those whose commit was acknowledged. */
function keepEnqueueing(): () => Promise<{ write: string[]; reach: string[] }> {
  const acknowledged = { write: [] as string[], reach: [] as string[] };
  const enqueueing = (async () => {
    while (!enough.signal.aborted) {
      for (const task of ['write', 'reach'] as const) {
        const noteId = await enqueue(task).catch(() => null);
        if (noteId !== null) acknowledged[task].push(noteId);
      }
    }
  })();
  return async () => {
    enough.abort();
    await enqueueing;
    return acknowledged;
  };
}

async function notesWhenDone(): Promise<{ write: string[]; reach: string[] }> {
  const open = () =>
    rig.db.asSystem('fault run', (tx) => tx.one<{ jobs: number }>('select count(*) as jobs from graphile_worker._private_jobs'));
  await eventually(async () => (await open().catch(() => ({ jobs: -1 }))).jobs === 0, 2 * PATIENCE_MS);
  const rows = await rig.db.asSystem('fault run', (tx) => tx.query<{ id: string; task: string }>('select id, task from notes'));
  const of = (task: string) => rows.filter((row) => row.task === task).map(({ id }) => id);
  return { write: of('write'), reach: of('reach') };
}

describe('jobs under load', () => {
  it(
    'outlive immediate restarts of PostgreSQL: none is lost, and those of one transaction happen exactly once',
    async () => {
      const workers = [await rig.startWorker(), await rig.startWorker()];
      const stopEnqueueing = keepEnqueueing();
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        await untilBusy(workers, PATIENCE_MS);
        await rig.restartPostgresAtOnce();
      }
      const acknowledged = await stopEnqueueing();
      const notes = await notesWhenDone();
      assertAlive(workers);
      expect(acknowledged.write.length).toBeGreaterThan(RESTARTS * 10);
      expect(new Set(notes.write).size).toBe(notes.write.length);
      expect(notes.write).toEqual(expect.arrayContaining(acknowledged.write));
      expect(notes.reach).toEqual(expect.arrayContaining(acknowledged.reach));
    },
    4 * PATIENCE_MS,
  );

  it(
    'are taken over from a killed node when its heartbeat is missed',
    async () => {
      const noteIds = [await enqueue('write'), await enqueue('write'), await enqueue('write')];
      const victim = await rig.startWorker({ hang: true });
      await eventually(() => victim.heard.filter((word) => word === 'job').length === noteIds.length);
      await rig.startWorker();
      await killAtOnce(victim);
      const killedAt = performance.now();
      expect((await notesWhenDone()).write.toSorted()).toEqual(noteIds.toSorted());
      expect(performance.now() - killedAt).toBeLessThan((NODE_DEAD_AFTER_SECONDS + 20) * 1_000);
    },
    4 * PATIENCE_MS,
  );
});
