import type { Socket } from 'node:net';
import type { FieldDef, Pool, PoolClient, QueryConfig } from 'pg';
import { unavailable } from '../http/errors.ts';
import { commitUnknown, isLostConnection, isRepeatable, translateDbError } from './db-errors.ts';

/** One open transaction; rows come back with camelCase keys. */
export type Tx = {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Exactly one row, else it throws. */
  one<Row>(text: string, values?: unknown[]): Promise<Row>;
  maybe<Row>(text: string, values?: unknown[]): Promise<Row | null>;
  /** The number of rows it changed. */
  execute(text: string, values?: unknown[]): Promise<number>;
};

export type TransactionOptions = {
  /** The work is one statement, which is a transaction of its own: no begin and no commit are sent. */
  single?: boolean;
  /** The work touches nothing but the database, so it may run again after a deadlock or a connection lost before its commit. */
  repeatable?: boolean;
};

const MAX_TRIES = 4;
const FIRST_PAUSE_MS = 20;

/** The statement that says whose rows the transaction may touch, or null for the system role, which needs none. */
export type SetScope = QueryConfig | null;

/** Runs work between begin (with the scope) and commit; whatever fails rolls everything back. */
export async function inTransaction<T>(
  pool: Pool,
  scope: SetScope,
  work: (tx: Tx) => Promise<T>,
  { repeatable = false, single = false }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const progress = { worked: false, committing: false };
    try {
      return await (single ? runSingle(pool, work, progress) : attemptOnce(pool, scope, work, progress));
    } catch (error) {
      const untouched = !progress.worked && isLostConnection(error);
      const again = untouched || (repeatable && !progress.committing && isRepeatable(error));
      if (!again || attempt === MAX_TRIES)
        throw progress.committing && isLostConnection(error) ? commitUnknown(error) : translateDbError(error);
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt));
    }
  }
}

type Progress = { worked: boolean; committing: boolean };

async function attemptOnce<T>(pool: Pool, scope: SetScope, work: (tx: Tx) => Promise<T>, progress: Progress): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const tx = openTx(client);
  // Not awaited: the connection is pipelined, so the work's first statement leaves in the same packet.
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  const begun = begin(client, scope);
  process.nextTick(() => stream.uncork());
  begun.then(
    () => (progress.worked = true),
    () => undefined,
  );
  try {
    const result = await work(tx);
    await begun;
    tx.close();
    progress.committing = true;
    const { command } = await client.query('commit');
    // PostgreSQL answers ROLLBACK, without an error, when a failed statement was swallowed on the way.
    if (command !== 'COMMIT') throw unavailable('db.rolled_back', 'The transaction had failed and was rolled back.');
    return result;
  } catch (error) {
    tx.close();
    await client.query('rollback').catch((cause: Error) => (broken = cause));
    throw error;
  } finally {
    client.release(broken);
  }
}

function begin(client: PoolClient, scope: SetScope): Promise<unknown> {
  const begun = client.query('begin');
  return scope ? Promise.all([begun, client.query(scope)]) : begun;
}

async function runSingle<T>(pool: Pool, work: (tx: Tx) => Promise<T>, progress: Progress): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const tx = openTx(client, 1);
  try {
    // A lost answer may hide a done statement: only what is marked repeatable runs again.
    progress.worked = true;
    return await work(tx);
  } catch (error) {
    if (isLostConnection(error)) broken = error as Error;
    throw error;
  } finally {
    tx.close();
    client.release(broken);
  }
}

/** From here on a system transaction stands in this organisation, for defaults, sealed secrets and jobs. */
export async function actFor(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(`select set_config('app.organization_id', $1, true)`, [organizationId]);
}

function openTx(client: PoolClient, statements = Infinity): Tx & { close(): void } {
  let open = true;
  let left = statements;
  const run = async (text: string, values?: unknown[]) => {
    if (!open) throw new Error('A statement was sent after its transaction had ended');
    if (left === 0) throw new Error('A single-statement transaction sent a second statement');
    left -= 1;
    const config: QueryConfig & { rowMode: 'array' } = { name: statementName(text), text, values, rowMode: 'array' };
    return client.query<unknown[]>(config);
  };
  const query = async <Row>(text: string, values?: unknown[]): Promise<Row[]> => {
    const { rows, fields } = await run(text, values);
    return toObjects<Row>(rows, fields);
  };
  return {
    query,
    async one<Row>(text: string, values?: unknown[]) {
      const rows = await query<Row>(text, values);
      if (rows.length !== 1) throw new Error(`Expected one row, got ${rows.length}`);
      return rows[0] as Row;
    },
    async maybe<Row>(text: string, values?: unknown[]) {
      const rows = await query<Row>(text, values);
      if (rows.length > 1) throw new Error(`Expected at most one row, got ${rows.length}`);
      return rows[0] ?? null;
    },
    async execute(text: string, values?: unknown[]) {
      return (await run(text, values)).rowCount ?? 0;
    },
    close() {
      open = false;
    },
  };
}

function toObjects<Row>(rows: unknown[][], fields: FieldDef[]): Row[] {
  const names = fields.map((field) => camelCase(field.name));
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index += 1) row[names[index] as string] = values[index];
    return row as Row;
  });
}

// Parsed and planned once for each connection. Statements put together at run time must not fill the server's memory.
const MAX_PREPARED = 1_000;
const statementNames = new Map<string, string>();

function statementName(text: string): string | undefined {
  let name = statementNames.get(text);
  if (name === undefined && statementNames.size < MAX_PREPARED) {
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name;
}

const camelNames = new Map<string, string>();

function camelCase(column: string): string {
  let name = camelNames.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camelNames.set(column, name);
  }
  return name;
}
