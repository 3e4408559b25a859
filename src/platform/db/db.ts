import pg from 'pg';
import type { Pool, PoolConfig } from 'pg';
import type { Log } from '../log.ts';
import { startListener } from './listener.ts';
import type { Unlisten } from './listener.ts';
import { roleClient } from './role-client.ts';
import { rolePassword } from './roles.ts';
import type { DbRoles } from './roles.ts';
import { inTransaction } from './scope.ts';
import type { SetScope, TransactionOptions, Tx } from './scope.ts';
import { columnTypes } from './types.ts';

export type { Tx } from './scope.ts';

/** Narrows an organisation's transaction to some of its clients; absent means all of them. */
export type Scope = TransactionOptions & { clientIds?: readonly string[] | null };

export type Db = {
  /** Runs work as the application role, which sees and writes rows of this organisation only. */
  inOrganization<T>(organizationId: string, work: (tx: Tx) => Promise<T>, scope?: Scope): Promise<T>;
  /** Runs work across organisations; every reason is listed in docs/ARCHITECTURE.md, and a test compares. */
  asSystem<T>(reason: string, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls back on NOTIFY, and on every reconnect, after which the listener has to look for what it missed. */
  listen(channel: string, onNotify: (payload: string) => void, onReconnect?: () => void): Promise<Unlisten>;
  /** For libraries that bring their own SQL (jobs, rate limits): the system role's pool. */
  systemPool: Pool;
  waiting(): number;
  close(): Promise<void>;
};

export type DbOptions = {
  url: string;
  roles: DbRoles;
  deriveKey: DeriveKey;
  /** Of the other master keys that are known while they are rotated: another node may have set the passwords by one of them. */
  otherKeys?: readonly DeriveKey[];
  log: Log;
  /** How many connections both pools may open together. */
  connections?: number;
};

type DeriveKey = (purpose: string) => Buffer;

const STATEMENT_TIMEOUT_MS = 30_000;
// Longer than the server's own limit: it strikes only when the connection itself has gone silent.
const ANSWER_TIMEOUT_MS = 40_000;
const LOCK_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 60_000;
// Most work is an organisation's own; claiming, timers and log-ins share the rest.
const APP_SHARE = 0.6;
const CONNECT_TIMEOUT_MS = 10_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Opens the two pools and the listener. Nothing is connected before it is needed. */
export function openDb({ url, roles, deriveKey, otherKeys = [], log, connections = 20 }: DbOptions): Db {
  const clientOf = (role: string) =>
    roleClient([deriveKey, ...otherKeys].map((key) => connectionFor(url, role, rolePassword(key, role)).connectionString));
  const [AppClient, SystemClient] = [clientOf(roles.app), clientOf(roles.system)];
  const settings: PoolConfig = {
    pipeline: true,
    types: columnTypes,
    application_name: 'waxwing',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
  const app = new pg.Pool({ ...settings, Client: AppClient, max: Math.ceil(connections * APP_SHARE) });
  const system = new pg.Pool({ ...settings, Client: SystemClient, max: Math.floor(connections * (1 - APP_SHARE)) });
  let closing = false;
  for (const pool of [app, system]) {
    pool.on('error', (error) => closing || log.warn({ err: error }, 'an idle database connection was lost'));
    // A connection that breaks while it is checked out rejects its statements; without a listener the same error would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
  }
  const listener = startListener({ connect: () => new SystemClient(settings), log });
  return {
    inOrganization: (organizationId, work, scope) => inTransaction(app, scopeOf(organizationId, scope?.clientIds), work, scope),
    asSystem: (_reason, work, options) => inTransaction(system, null, work, options),
    listen: listener.listen,
    systemPool: system,
    waiting: () => app.waitingCount + system.waitingCount,
    async close() {
      closing = true;
      await listener.close();
      await Promise.all([app.end(), system.end()]);
    },
  };
}

/** The same server and database, another login. */
export function connectionFor(url: string, user: string, password: string): { connectionString: string } {
  const target = new URL(url);
  target.username = encodeURIComponent(user);
  target.password = encodeURIComponent(password);
  return { connectionString: target.href };
}

/** A statement of its own, planned once for each connection; what it sets ends with the transaction. */
function scopeOf(organizationId: string, clientIds: readonly string[] | null | undefined): SetScope {
  const clients = clientIds ? `{${clientIds.map(checkedId).join(',')}}` : '';
  return {
    name: 'scope',
    text: `select set_config('app.organization_id', $1, true), set_config('app.client_ids', $2, true)`,
    values: [checkedId(organizationId), clients],
  };
}

// An id that is none would make every policy fail in the middle of the work.
function checkedId(id: string): string {
  if (!UUID.test(id)) throw new Error('An organisation or client id is not a UUID');
  return id;
}
