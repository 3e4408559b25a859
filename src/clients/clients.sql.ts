import type { Tx } from '../platform/db/db.ts';
import type { ChannelKind } from '../channels/channels.ts';
import type { State } from './clients.schema.ts';

export type ClientRow = {
  id: string;
  organizationId: string;
  name: string;
  channel: ChannelKind;
  settings: Record<string, unknown>;
  desiredState: 'running' | 'stopped';
  unlink: 'logout' | 'delete' | null;
  state: State;
  reason: string | null;
  stateSince: Date;
  stateDeadline: Date | null;
  pausedReason: string | null;
  phoneNumber: string | null;
  qr: string | null;
  qrExpiresAt: Date | null;
  fence: number;
  leaseNode: string | null;
  restartFence: number | null;
  restarts: number;
  nextStartAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

const CLIENT = `id, organization_id, name, channel, settings, desired_state, unlink, state, reason, state_since, state_deadline, paused_reason,
  phone_number, qr, qr_expires_at, fence, lease_node, restart_fence, restarts, next_start_at, created_at, updated_at`;
// A client that is being deleted is gone for everyone but the supervisor.
const LIVING = `unlink is distinct from 'delete'`;

type NewClientRow = { id: string; name: string; channel: ChannelKind; settings: object };

export async function insertClient(tx: Tx, { id, name, channel, settings }: NewClientRow): Promise<ClientRow> {
  return tx.one<ClientRow>(`insert into clients (id, name, channel, settings) values ($1, $2, $3, $4) returning ${CLIENT}`, [
    id,
    name,
    channel,
    JSON.stringify(settings),
  ]);
}

export async function findClient(tx: Tx, id: string): Promise<ClientRow | null> {
  return tx.maybe<ClientRow>(`select ${CLIENT} from clients where id = $1 and ${LIVING}`, [id]);
}

export async function lockClient(tx: Tx, id: string): Promise<ClientRow | null> {
  return tx.maybe<ClientRow>(`select ${CLIENT} from clients where id = $1 and ${LIVING} for update`, [id]);
}

/** Also one that is being deleted: for the supervisor, which does the deleting. */
export async function lockAnyClient(tx: Tx, id: string): Promise<ClientRow | null> {
  return tx.maybe<ClientRow>(`select ${CLIENT} from clients where id = $1 for update`, [id]);
}

type ListOptions = { limit: number; before: string | null; state: string | null; channel: string | null };

export async function listClients(tx: Tx, { limit, before, state, channel }: ListOptions): Promise<ClientRow[]> {
  return tx.query<ClientRow>(
    `select ${CLIENT} from clients where ${LIVING} and ($2::uuid is null or id < $2) and ($3::text is null or state = $3)
       and ($4::text is null or channel = $4) order by id desc limit $1`,
    [limit + 1, before, state, channel],
  );
}

export async function updateClient(tx: Tx, id: string, { name, settings }: { name: string; settings: object }): Promise<ClientRow> {
  return tx.one<ClientRow>(`update clients set name = $2, settings = $3, updated_at = now() where id = $1 returning ${CLIENT}`, [
    id,
    name,
    JSON.stringify(settings),
  ]);
}

export async function deleteClient(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from clients where id = $1', [id]);
}

/**
 * A person's wish; whatever was scheduled before is forgotten, so that it takes effect at once. A link that is to be given up stays
 * so, whatever is wished next.
 */
export async function updateDesired(tx: Tx, id: string, desired: 'running' | 'stopped', unlink: ClientRow['unlink']): Promise<ClientRow> {
  return tx.one<ClientRow>(
    `update clients set desired_state = $2, unlink = coalesce($3, unlink), next_start_at = null, restarts = 0, updated_at = now()
     where id = $1 returning ${CLIENT}`,
    [id, desired, unlink],
  );
}

/** Asks whoever runs it now to start it anew. */
export async function updateRestart(tx: Tx, id: string): Promise<void> {
  await tx.execute('update clients set restart_fence = fence where id = $1', [id]);
}

export type StateChange = {
  state: State;
  reason: string | null;
  /** Seconds after which the supervisor steps in; null for a state that may last. */
  deadlineSeconds: number | null;
};

/** Everything that belongs to a scan is forgotten as soon as no scan is awaited. */
export async function updateState(tx: Tx, id: string, { state, reason, deadlineSeconds }: StateChange): Promise<ClientRow> {
  return tx.one<ClientRow>(
    `update clients set
       state_since = case when state = $2 and reason is not distinct from $3 then state_since else now() end,
       state = $2, reason = $3, state_deadline = now() + make_interval(secs => $4), updated_at = now(),
       qr = case when $2 = 'awaiting_scan' then qr end, qr_expires_at = case when $2 = 'awaiting_scan' then qr_expires_at end
     where id = $1 returning ${CLIENT}`,
    [id, state, reason, deadlineSeconds],
  );
}

export async function updateQr(tx: Tx, id: string, qr: string, expiresAt: string): Promise<void> {
  await tx.execute('update clients set qr = $2, qr_expires_at = $3 where id = $1', [id, qr, expiresAt]);
}

export async function updatePhoneNumber(tx: Tx, id: string, phoneNumber: string | null): Promise<void> {
  await tx.execute('update clients set phone_number = $2 where id = $1', [id, phoneNumber]);
}

export async function updatePaused(tx: Tx, id: string, pausedReason: string | null): Promise<ClientRow> {
  return tx.one<ClientRow>(`update clients set paused_reason = $2, updated_at = now() where id = $1 returning ${CLIENT}`, [
    id,
    pausedReason,
  ]);
}

export async function insertState(tx: Tx, entry: { id: string; clientId: string; state: State; reason: string | null }): Promise<void> {
  await tx.execute('insert into client_states (id, client_id, state, reason) values ($1, $2, $3, $4)', [
    entry.id,
    entry.clientId,
    entry.state,
    entry.reason,
  ]);
}

export async function deleteOldStates(tx: Tx, clientId: string, kept: number): Promise<void> {
  await tx.execute(
    `delete from client_states where id in (select id from client_states where client_id = $1 order by at desc, id desc offset $2)`,
    [clientId, kept],
  );
}

export async function listStates(tx: Tx, clientId: string): Promise<{ id: string; state: State; reason: string | null; at: Date }[]> {
  return tx.query('select id, state, reason, at from client_states where client_id = $1 order by at desc, id desc limit 100', [clientId]);
}

/** Wakes the supervisors of all nodes once this transaction is committed. */
export async function notifySupervisors(tx: Tx, clientId: string): Promise<void> {
  await tx.execute(`select pg_notify('clients', $1)`, [clientId]);
}

export async function findAssignedClientIds(tx: Tx, userId: string): Promise<string[]> {
  return (await tx.query<{ clientId: string }>('select client_id from user_clients where user_id = $1 order by client_id', [userId])).map(
    ({ clientId }) => clientId,
  );
}

/** What an API key that names no clients may use: what the person may who made it. */
export async function findClientIdsOfKeyMaker(tx: Tx, apiKeyId: string): Promise<string[]> {
  const rows = await tx.query<{ clientId: string }>(
    'select c.client_id from api_keys k join user_clients c on c.user_id = k.created_by where k.id = $1 order by c.client_id',
    [apiKeyId],
  );
  return rows.map(({ clientId }) => clientId);
}

export async function deleteAssignmentsOf(tx: Tx, clientId: string): Promise<void> {
  await tx.execute('delete from user_clients where client_id = $1', [clientId]);
}

export async function replaceAssignments(tx: Tx, userId: string, clientIds: readonly string[]): Promise<void> {
  await tx.execute('delete from user_clients where user_id = $1', [userId]);
  await tx.execute('insert into user_clients (user_id, client_id) select $1, unnest($2::uuid[])', [userId, clientIds]);
}

export async function countLivingClients(tx: Tx, ids: readonly string[]): Promise<number> {
  // Held, so that none of them is deleted before what names them is written.
  return (await tx.query(`select from clients where id = any ($1::uuid[]) and ${LIVING} for key share`, [ids])).length;
}

/** Two who assign to the same member at once do so one after the other. */
export async function lockUser(tx: Tx, id: string): Promise<boolean> {
  return (await tx.maybe('select from users where id = $1 and deleted_at is null for no key update', [id])) !== null;
}

export async function userExists(tx: Tx, id: string): Promise<boolean> {
  return (await tx.maybe('select from users where id = $1 and deleted_at is null', [id])) !== null;
}

/** Agents who may use a client, in a fixed order. */
export async function listClientAgents(tx: Tx, clientId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from users where deleted_at is null and role = 'agent' and id = any (array(select user_id from user_clients where client_id = $1))
     order by id`,
    [clientId],
  );
  return rows.map(({ id }) => id);
}

/** Whether somebody is a member who may use a client: managers and admins may use all. */
export async function mayUseClient(tx: Tx, userId: string, clientId: string): Promise<boolean> {
  const found = await tx.maybe(
    `select from users where id = $1 and deleted_at is null and (role in ('admin', 'manager')
       or exists (select from user_clients where user_id = $1 and client_id = $2))`,
    [userId, clientId],
  );
  return found !== null;
}
