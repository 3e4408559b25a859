import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { FAST, numbersOf } from './testing/numbers.ts';
import type { Numbers } from './testing/numbers.ts';

let server: TestServer;
let api: Api;
let numbers: Numbers;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  numbers = numbersOf(api, server.db);
});
afterAll(() => server?.stop());

const hasFolder = (id: string) =>
  access(join(server.dataDir, 'sessions', id)).then(
    () => true,
    () => false,
  );
const isGone = async (id: string) => (await numbers.row(id)) === null && !(await hasFolder(id));

/** A number in each state, with whatever belongs to it. */
const inState: Record<string, () => Promise<string>> = {
  'stopped, never started': () => numbers.created(),
  'stopped, linked': async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    return id;
  },
  starting: async () => {
    const id = await numbers.linked();
    await numbers.faults(id, { disconnect: 600_000 });
    await numbers.reaches(id, 'starting');
    return id;
  },
  awaiting_scan: () => numbers.waiting(),
  awaiting_passkey: async () => {
    const id = await numbers.waiting();
    await numbers.faults(id, { passkey: true });
    await numbers.ask(id, 'sandbox/scan');
    await numbers.reaches(id, 'awaiting_passkey');
    return id;
  },
  connecting: async () => {
    const id = await numbers.waiting();
    await numbers.faults(id, { speed: 0.01 });
    await numbers.ask(id, 'sandbox/scan');
    await numbers.reaches(id, 'connecting');
    return id;
  },
  ready: () => numbers.linked(),
  paused: async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'pause');
    return id;
  },
  disconnected: async () => {
    const id = await numbers.linked();
    // The next try is minutes away.
    await numbers.change(id, 'restarts = 9');
    await numbers.faults(id, { disconnect: true });
    await numbers.reaches(id, 'disconnected');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    return id;
  },
  failed: async () => {
    const id = await numbers.linked();
    await numbers.faults(id, { logout: true });
    await numbers.reaches(id, 'failed');
    return id;
  },
};
const everyState = Object.entries(inState);

describe('in each state', () => {
  it.each(everyState)('%s: a stop leaves it stopped and keeps the link', async (_name, bring) => {
    const id = await bring();
    const linked = await numbers.isLinked(id);
    expect((await numbers.ask(id, 'stop')).status).toBe(200);
    await numbers.reaches(id, 'stopped');
    expect(await numbers.show(id)).toMatchObject({ desiredState: 'stopped', nextAction: 'start', stateDeadline: null });
    expect(await numbers.isLinked(id)).toBe(linked);
    await until(async () => (await numbers.row(id))?.leaseNode === null);
  });

  it.each(everyState)('%s: a start leads to a session', async (_name, bring) => {
    const id = await bring();
    await numbers.faults(id, { disconnect: false });
    expect((await numbers.ask(id, 'start')).body.desiredState).toBe('running');
    await until(async () =>
      ['starting', 'awaiting_scan', 'awaiting_passkey', 'connecting', 'ready', 'paused'].includes((await numbers.show(id)).state),
    );
  });

  it.each(everyState)('%s: a restart ends the session and leads to another', async (_name, bring) => {
    const id = await bring();
    const { fence = 0 } = (await numbers.row(id)) ?? {};
    await numbers.faults(id, { disconnect: false });
    await numbers.ask(id, 'restart');
    await until(async () => ((await numbers.row(id))?.fence ?? 0) > fence);
    await until(async () => ['starting', 'awaiting_scan', 'connecting', 'ready', 'paused'].includes((await numbers.show(id)).state));
  });

  it.each(everyState)('%s: a logout gives up the link on the other side and the folder', async (_name, bring) => {
    const id = await bring();
    await numbers.faults(id, { disconnect: false, speed: FAST });
    expect((await numbers.ask(id, 'logout')).status).toBe(200);
    await until(async () => (await numbers.show(id)).reason === 'logged_out_by_person');
    expect(await numbers.show(id)).toMatchObject({ state: 'stopped', desiredState: 'stopped', phoneNumber: null });
    expect([await numbers.isLinked(id), await hasFolder(id)]).toEqual([false, false]);
    expect(await numbers.row(id)).toMatchObject({ unlink: null, leaseNode: null });
  });

  it.each(everyState)('%s: a deletion hides it at once and leaves nothing', async (_name, bring) => {
    const id = await bring();
    expect((await api.delete(`/v1/clients/${id}`)).status).toBe(204);
    const again = await Promise.all([
      api.get(`/v1/clients/${id}`),
      api.delete(`/v1/clients/${id}`),
      numbers.ask(id, 'start'),
      numbers.ask(id, 'sandbox/scan'),
    ]);
    expect(again.map(({ status, body }) => [status, body.code])).toEqual(again.map(() => [404, 'clients.not_found']));
    expect((await api.get('/v1/clients')).body.data.map((client: { id: string }) => client.id)).not.toContain(id);
    await until(() => isGone(id));
  });
});

describe('wishes that change', () => {
  it('a stop that comes while it starts wins', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    for (let turn = 0; turn < 5; turn += 1) {
      await numbers.ask(id, 'start');
      await numbers.ask(id, 'stop');
    }
    await until(async () => (await numbers.row(id))?.leaseNode === null && (await numbers.show(id)).state === 'stopped');
  });

  it('a start that comes while it stops wins', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'ready');
  });

  it('a start right after a logout shows a new code', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'logout');
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'awaiting_scan');
    expect(await numbers.isLinked(id)).toBe(false);
  });

  it('a logout is not undone by a start, a stop or a restart that come before anybody has seen it', async () => {
    for (const next of ['start', 'stop', 'restart']) {
      const id = await numbers.linked();
      // Held by a node that lives and does nothing: nobody sees to the wishes yet.
      const idle = await deafNode();
      await numbers.change(id, `lease_node = '${idle}', fence = fence + 1`);
      await numbers.ask(id, 'logout');
      await numbers.ask(id, next);
      await removeNode(idle);
      await until(async () => !(await numbers.isLinked(id)) && (await numbers.row(id))?.unlink === null);
      await numbers.reaches(id, next === 'stop' ? 'stopped' : 'awaiting_scan');
    }
  });

  it('a deletion that comes while it stops unlinks it all the same', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await api.delete(`/v1/clients/${id}`);
    await until(() => isGone(id));
  });

  it('a deletion that comes while it is logged out still deletes', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const id = await numbers.linked();
      await Promise.all([numbers.ask(id, 'logout'), api.delete(`/v1/clients/${id}`)]);
      await until(() => isGone(id));
    }
  });

  it('a stop and a start are the same when they are asked for twice', async () => {
    const id = await numbers.linked();
    const { fence } = (await numbers.row(id)) as { fence: number };
    const again = await Promise.all([numbers.ask(id, 'start'), numbers.ask(id, 'start')]);
    expect(again.map(({ status, body }) => [status, body.state])).toEqual([
      [200, 'ready'],
      [200, 'ready'],
    ]);
    expect((await numbers.row(id))?.fence).toBe(fence);
    await Promise.all([numbers.ask(id, 'stop'), numbers.ask(id, 'stop')]);
    await numbers.reaches(id, 'stopped');
    expect((await numbers.ask(id, 'stop')).body).toMatchObject({ state: 'stopped', reason: 'stopped_by_person' });
  });

  it('storms of them end in what was wished last', async () => {
    // At the pace of real codes: fast ones run out before the storm is over.
    const ids = await Promise.all(Array.from({ length: 8 }, () => numbers.created({ speed: 1 })));
    const wishes = ['start', 'stop', 'restart', 'logout', 'start', 'restart', 'logout', 'stop', 'start'];
    for (const wish of wishes) await Promise.all(ids.map((id) => numbers.ask(id, wish)));
    const settled = { state: 'awaiting_scan', unlink: null, leaseNode: server.nodeId, phoneNumber: null };
    await until(async () => {
      const rows = await Promise.all(ids.map((id) => numbers.row(id)));
      return rows.every((row) => isDeepStrictEqual({ ...row, ...settled }, row));
    });
  });
});

async function deafNode(): Promise<string> {
  const { id } = await server.db.asSystem('test', (tx) =>
    tx.one<{ id: string }>(
      `insert into nodes (id, url, role, version) values (gen_random_uuid(), 'http://127.0.0.1:9', 'all', 'test') returning id`,
    ),
  );
  return id;
}

async function removeNode(id: string): Promise<void> {
  await server.db.asSystem('test', (tx) => tx.execute('delete from nodes where id = $1', [id]));
}
