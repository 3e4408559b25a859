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
  /** The work touches nothing but the database, so it may run again after a deadlock or a connection lost before its commit. */
  repeatable?: boolean;
};

const MAX_TRIES = 4;
const FIRST_PAUSE_MS = 20;

/** Runs work between `begin` (which also sets the scope) and commit; whatever fails rolls everything back. */
export async function inTransaction<T>(
  pool: Pool,
  begin: string,
  work: (tx: Tx) => Promise<T>,
  { repeatable = false }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const progress = { worked: false, committing: false };
    try {
      return await attemptOnce(pool, begin, work, progress);
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

async function attemptOnce<T>(pool: Pool, begin: string, work: (tx: Tx) => Promise<T>, progress: Progress): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const tx = openTx(client);
  try {
    await client.query(begin);
    progress.worked = true;
    const result = await work(tx);
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

/** From here on a system transaction stands in this organisation, for defaults, sealed secrets and jobs. */
export async function actFor(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(`select set_config('app.organization_id', $1, true)`, [organizationId]);
}

function openTx(client: PoolClient): Tx & { close(): void } {
  let open = true;
  const run = async (text: string, values?: unknown[]) => {
    if (!open) throw new Error('A statement was sent after its transaction had ended');
    const config: QueryConfig & { rowMode: 'array' } = { text, values, rowMode: 'array' };
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

const camelNames = new Map<string, string>();

function camelCase(column: string): string {
  let name = camelNames.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camelNames.set(column, name);
  }
  return name;
}
