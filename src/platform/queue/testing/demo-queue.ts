import { Client } from 'pg';
import type { Tx } from '../../db/db.ts';
import type { ClaimRequest } from '../queue.ts';

/** A room's queue as the comment in queue.ts describes it, with a log of every handling. */
export type DemoRow = { id: number; orderKey: string; attempts: number; lockedBy: string };

export const DEMO_CHANNEL = 'demo_rows';

export const CLAIM_DEMO = `
  with due as (
    select id from demo_rows
    where due_at <= now() and (locked_until is null or locked_until <= now())
      and not exists (select from demo_rows earlier where earlier.order_key = demo_rows.order_key
                      and earlier.due_at is not null and earlier.id < demo_rows.id)
    order by due_at, id limit $1 for update skip locked
  )
  update demo_rows set locked_until = now() + make_interval(secs => $2), locked_by = $3, attempts = attempts + 1
  from due where demo_rows.id = due.id returning demo_rows.id, order_key, attempts, locked_by`;

export const END_DEMO = 'update demo_rows set due_at = null, locked_until = null where id = $1 and attempts = $2';

export const RELEASE_DEMO = 'update demo_rows set locked_until = null, attempts = attempts - 1 where id = any($1) and locked_until > now()';

/** Creates the table as an operator would; `role` is whom the queue works as. */
export async function createDemoQueue(adminUrl: string, role: string): Promise<void> {
  await asAdmin(adminUrl, (admin) =>
    admin.query(`
      create table demo_rows (
        id bigint generated always as identity primary key,
        order_key text not null,
        due_at timestamptz default now(),
        locked_until timestamptz,
        locked_by uuid,
        attempts integer not null default 0
      );
      create index demo_rows_due on demo_rows (due_at) where due_at is not null;
      create index demo_rows_order on demo_rows (order_key, id) where due_at is not null;
      create table demo_handled (row_id bigint not null, node uuid not null, at timestamptz not null default clock_timestamp());
      grant select, insert, update, delete on demo_rows, demo_handled to ${admin.escapeIdentifier(role)}`),
  );
}

/** Runs a statement past every rule, as a test's outside view. */
export async function asAdmin<T>(adminUrl: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

export async function insertDemoRows(tx: Tx, orderKeys: readonly string[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(`insert into demo_rows (order_key) select unnest($1::text[]) returning id`, [orderKeys]);
  return rows.map(({ id }) => id);
}

export async function claimDemoRows(tx: Tx, { limit, leaseSeconds, nodeId }: ClaimRequest): Promise<DemoRow[]> {
  return tx.query<DemoRow>(CLAIM_DEMO, [limit, leaseSeconds, nodeId]);
}

export async function releaseDemoRows(tx: Tx, rows: readonly DemoRow[]): Promise<void> {
  await tx.execute(RELEASE_DEMO, [rows.map(({ id }) => id)]);
}

/** Writes down the handling and ends the row; false when it was somebody else's by then. */
export async function endDemoRow(tx: Tx, { id, attempts, lockedBy }: DemoRow): Promise<boolean> {
  await tx.execute('insert into demo_handled (row_id, node) values ($1, $2)', [id, lockedBy]);
  return (await tx.execute(END_DEMO, [id, attempts])) === 1;
}

export async function handledDemoRows(tx: Tx): Promise<{ rowId: number; node: string }[]> {
  return tx.query(`select row_id, node from demo_handled order by at`);
}

export async function countOpenDemoRows(tx: Tx): Promise<number> {
  return (await tx.one<{ open: number }>('select count(*) as open from demo_rows where due_at is not null')).open;
}
