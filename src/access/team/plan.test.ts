import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerOwner } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { setPlan } from './plan.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
});
afterAll(() => server?.stop());

const organizationOf = async (owner: Person) => (await owner.send('GET', '/v1/organization')).body;

describe('the plan of an organisation', () => {
  it('is set by its name, however written, or by its id, and counts on the next request', async () => {
    const owner = await registerOwner(server.url, 'Acme Wings');
    const { id } = await organizationOf(owner);
    expect(await setPlan(server.db, 'acme wings', 'pro')).toMatchObject([{ id, plan: 'free' }]);
    expect(await organizationOf(owner)).toMatchObject({ plan: 'pro' });
    await setPlan(server.db, String(id).toUpperCase(), 'enterprise');
    expect(await organizationOf(owner)).toMatchObject({ plan: 'enterprise' });
    const logs = await server.db.asSystem('test', (tx) =>
      tx.query(
        `select actor_type, actor_name, changes from audit_logs where action = 'organization.plan' and organization_id = $1 order by id`,
        [id],
      ),
    );
    expect(logs).toEqual([
      { actorType: 'system', actorName: 'operator', changes: { plan: { from: 'free', to: 'pro' } } },
      { actorType: 'system', actorName: 'operator', changes: { plan: { from: 'pro', to: 'enterprise' } } },
    ]);
  });

  it('is left alone when the name fits nobody or several', async () => {
    const twins = [await registerOwner(server.url, 'Twin'), await registerOwner(server.url, 'Twin')];
    expect(await setPlan(server.db, 'Twin', 'pro')).toHaveLength(2);
    expect(await setPlan(server.db, 'Nobody', 'pro')).toEqual([]);
    for (const owner of twins) expect(await organizationOf(owner)).toMatchObject({ plan: 'free' });
  });

  it('cannot be written by the application role, whatever it tries', async () => {
    const owner = await registerOwner(server.url, 'Greedy');
    const { id } = await organizationOf(owner);
    const attempt = server.db.inOrganization(String(id), (tx) => tx.execute(`update organizations set plan = 'enterprise'`));
    await expect(attempt).rejects.toThrow(/permission denied/);
  });
});
