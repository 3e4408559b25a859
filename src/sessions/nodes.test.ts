import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { cloneDatabase } from '../platform/testing/database.ts';
import type { TestDatabase } from '../platform/testing/database.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';

const env = { REGISTRATION: 'open', BCRYPT_COST: '10' };

let database: TestDatabase;
let first: TestServer;
let second: TestServer;
let onFirst: Api;
let onSecond: Api;
beforeAll(async () => {
  database = await cloneDatabase();
  first = await startTestServer({ database, env });
  second = await startTestServer({ database, env });
  const { owner } = await openApi(first).register();
  onFirst = openApi(first, owner.accessToken);
  onSecond = openApi(second, owner.accessToken);
});
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await database?.drop();
});

type Holder = { leaseNode: string | null; fence: number };
const holderOf = (id: string) =>
  first.db.asSystem('test', (tx) => tx.one<Holder>('select lease_node, fence from clients where id = $1', [id]));
const stateOf = async (api: Api, id: string) => (await api.get(`/v1/clients/${id}`)).body.state;

async function started(): Promise<string> {
  const { id } = (await onFirst.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body;
  await onFirst.post(`/v1/clients/${id}/start`);
  await until(async () => (await stateOf(onFirst, id)) === 'awaiting_scan');
  return id;
}

describe('two nodes on one database', () => {
  it('run a client once, and pass calls on to the one that runs it', async () => {
    const id = await started();
    const { leaseNode, fence } = await holderOf(id);
    expect([fence, [first.nodeId, second.nodeId].includes(leaseNode ?? '')]).toEqual([1, true]);
    const other = leaseNode === first.nodeId ? onSecond : onFirst;
    expect((await other.post(`/v1/clients/${id}/sandbox/scan`, {})).status).toBe(200);
    await until(async () => (await stateOf(other, id)) === 'ready');
    expect((await holderOf(id)).leaseNode).toBe(leaseNode);
    const checked = await other.post(`/v1/clients/${id}/check-numbers`, { numbers: ['+1 555 123 0001'] });
    expect([checked.status, checked.body]).toEqual([
      200,
      { data: [expect.objectContaining({ number: '+15551230001', registered: true })] },
    ]);
  });

  it('answer with the problem of the other node as with their own', async () => {
    const id = await started();
    const other = (await holderOf(id)).leaseNode === first.nodeId ? onSecond : onFirst;
    const answer = await other.post(`/v1/clients/${id}/check-numbers`, { numbers: ['+15551230009'] });
    expect([answer.status, answer.body.code]).toEqual([409, 'clients.not_connected']);
  });

  it('refuse a call between nodes that no node has signed', async () => {
    const id = await started();
    const forged = await onFirst.post('/internal/session-calls', { clientId: id, operation: 'sandboxScan', input: {}, address: '' });
    expect([forged.status, forged.body.code]).toEqual([401, 'nodes.bad_signature']);
  });

  it('hand a client over when its node stops', async () => {
    const id = await started();
    await onFirst.post(`/v1/clients/${id}/sandbox/scan`, {});
    await until(async () => (await stateOf(onFirst, id)) === 'ready');
    const third = await startTestServer({ database, env });
    const fence = (await holderOf(id)).fence;
    // Take it away from whoever has it, as a stop would.
    await first.db.asSystem('test', (tx) =>
      tx.execute('update clients set lease_node = $2, fence = fence + 1 where id = $1', [id, third.nodeId]),
    );
    await third.stop();
    await until(async () => {
      const now = await holderOf(id);
      return now.fence > fence + 1 && (await stateOf(onFirst, id)) === 'ready';
    }, 30_000);
  });
});
