import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Db, Tx } from '../../src/platform/db/db.ts';
import { cloneDatabase, openTestDb } from '../../src/platform/testing/database.ts';
import type { TestDatabase } from '../../src/platform/testing/database.ts';
import { insertSampleRow, listForeignKeys, listTables } from './sample-rows.ts';
import type { Table } from './sample-rows.ts';

// The migration runner's own table belongs to the role that runs the migrations; nobody else was granted anything on it.
const RUNNERS_OWN = new Set(['migrations']);
const A = randomUUID();
const B = randomUUID();

let database: TestDatabase;
let admin: pg.Client;
let db: Db;
let tables: Table[] = [];

beforeAll(async () => {
  database = await cloneDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  db = openTestDb(database);
  tables = (await listTables(admin)).filter(({ name }) => !RUNNERS_OWN.has(name));
  // Rows stand alone here: what they refer to is checked in a test of its own.
  await admin.query('set session_replication_role = replica');
  for (const table of tables) for (const organization of [A, B]) await insertSampleRow(admin, table, organization);
});
afterAll(async () => {
  await db?.close();
  await admin?.end();
  await database?.drop();
});

const tenantTables = () => tables.filter(({ columns }) => columns.some(({ name }) => name === 'organization_id'));
const globalTables = () => tables.filter(({ columns }) => !columns.some(({ name }) => name === 'organization_id'));

async function changed(tx: Tx, statement: string): Promise<number | 'refused'> {
  await tx.execute('savepoint attempt');
  try {
    return await tx.execute(statement);
  } catch (error) {
    if (!['42501', '23503', '23514', '23505'].includes((error as { code: string }).code)) throw error;
    await tx.execute('rollback to savepoint attempt');
    return 'refused';
  }
}

describe('every table', () => {
  it('has row security, forced', () => {
    expect(tables.filter(({ secured, forced }) => !secured || !forced).map(({ name }) => name)).toEqual([]);
    expect(tables.length).toBeGreaterThan(10);
  });

  it('without an organisation is nothing to the application role', async () => {
    for (const { name } of globalTables()) {
      await expect(db.inOrganization(B, (tx) => tx.query(`select * from ${name}`))).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('shows a transaction its own rows and none of another organisation, without any filter in the statement', async () => {
    for (const { name } of tenantTables()) {
      const owners = await db.inOrganization(B, (tx) => tx.query<{ organizationId: string }>(`select organization_id from ${name}`));
      expect([name, owners.map(({ organizationId }) => organizationId)]).toEqual([name, [B]]);
    }
  });

  it('is empty to a transaction without an organisation', async () => {
    const nobody = randomUUID();
    for (const { name } of tenantTables())
      expect([name, await db.inOrganization(nobody, (tx) => tx.query(`select * from ${name}`))]).toEqual([name, []]);
  });

  it('cannot be written across organisations', async () => {
    for (const { name } of tenantTables()) {
      await db.inOrganization(B, async (tx) => {
        const foreign = `organization_id = '${A}'`;
        expect([name, await changed(tx, `update ${name} set organization_id = organization_id where ${foreign}`)]).not.toEqual([name, 1]);
        expect([name, await changed(tx, `delete from ${name} where ${foreign}`)]).not.toEqual([name, 1]);
        expect([name, await changed(tx, `update ${name} set organization_id = '${A}'`)]).not.toEqual([name, 1]);
      });
      const { rows } = await admin.query(`select count(*)::int as count from ${name} where organization_id = $1`, [A]);
      expect([name, rows[0].count]).toEqual([name, 1]);
    }
  });

  it('takes no row in the name of another organisation', async () => {
    for (const table of tenantTables()) {
      const insert = db.inOrganization(B, (tx) => insertSampleRow({ query: (text, values) => tx.query(text, values) }, table, A));
      await expect(insert).rejects.toMatchObject({ code: expect.stringMatching(/42501|23503/) });
    }
  });

  it('refers to rows of its own organisation only', async () => {
    const loose = (await listForeignKeys(admin)).filter(({ from, to, columns }) => {
      const bothTenants = [from, to].every((name) => tenantTables().some((table) => table.name === name));
      return bothTenants && !columns.includes('organization_id');
    });
    expect(loose.map(({ name }) => name)).toEqual([]);
  });

  it('has a policy before every grant, and no view or definer function goes around it unlisted', async () => {
    const { rows: views } = await admin.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and (relkind = 'm'
         or (relkind = 'v' and not coalesce(reloptions::text like '%security_invoker=true%', false)))`,
    );
    const { rows: definers } = await admin.query(
      `select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1`,
    );
    expect(views).toEqual([]);
    // Each names its organisation itself; read it before adding it here.
    expect(definers.map(({ proname }) => proname)).toEqual([
      'drop_event_partitions',
      'enqueue_job',
      'finish_job',
      'make_event_partitions',
      'search_contacts',
      'search_messages',
    ]);
  });
});
