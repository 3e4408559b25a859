import type { ChannelKind } from '../channels/channels.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Tx } from '../platform/db/db.ts';

/** A node's hold on a client. */
export type Lease = { clientId: string; organizationId: string; nodeId: string; fence: number };

export type ClaimedClient = Lease & {
  channel: ChannelKind;
  desiredState: 'running' | 'stopped';
  unlink: 'logout' | 'delete' | null;
  phoneNumber: string | null;
};

type Claim = { nodeId: string; channel: ChannelKind; limit: number; deadAfterSeconds: number };

// The fence grows, so that an older holder is known as such. What this node holds it holds, however late its own heartbeat is.
const claim = (due: string) =>
  `update clients set lease_node = $1, fence = fence + 1, restart_fence = null, next_start_at = null
   where id in (
     select c.id from clients c
     where c.channel = $2 and (${due}) and c.lease_node is distinct from $1 and not exists (
       select from nodes n where n.id = c.lease_node and n.heartbeat_at > now() - make_interval(secs => $4))
     order by c.next_start_at nulls first, c.id limit $3 for update of c skip locked)
   returning id as client_id, organization_id, lease_node as node_id, fence, channel, desired_state, unlink, phone_number`;

const CLAIM_STARTS = claim(
  `c.unlink is null and c.desired_state = 'running' and (c.next_start_at is null or c.next_start_at <= now())
   or c.unlink is not null and c.phone_number is not null`,
);
const CLAIM_ENDS = claim(
  `c.unlink is null and c.desired_state = 'stopped' and c.state not in ('stopped', 'failed')
   or c.unlink is not null and c.phone_number is null`,
);

/** Takes clients that nobody alive holds and that have to be connected: to run, or to give up their link. */
export async function claimStarts(tx: Tx, { nodeId, channel, limit, deadAfterSeconds }: Claim): Promise<ClaimedClient[]> {
  return tx.query<ClaimedClient>(CLAIM_STARTS, [nodeId, channel, limit, deadAfterSeconds]);
}

/** Takes clients that nobody alive holds and that have only to be put in order: stopped, unlinked without a link, deleted. */
export async function claimEnds(tx: Tx, { nodeId, channel, limit, deadAfterSeconds }: Claim): Promise<ClaimedClient[]> {
  return tx.query<ClaimedClient>(CLAIM_ENDS, [nodeId, channel, limit, deadAfterSeconds]);
}

type Waiting = { clientId: string; organizationId: string };

/** Clients that a start is due for and that do not say yet that no node has room for them. */
export async function listWaiting(
  tx: Tx,
  { channel, limit, reason }: Pick<Claim, 'channel' | 'limit'> & { reason: string },
): Promise<Waiting[]> {
  return tx.query<Waiting>(
    `select id as client_id, organization_id from clients
     where channel = $1 and unlink is null and desired_state = 'running' and (next_start_at is null or next_start_at <= now())
       and lease_node is null and state in ('stopped', 'disconnected') and reason is distinct from $3
     order by next_start_at nulls first, id limit $2`,
    [channel, limit, reason],
  );
}

/** How long until a client is to be tried again; null when none waits. */
export async function findNextStartMs(tx: Tx): Promise<number | null> {
  const { ms } = await tx.one<{ ms: number | null }>(
    `select extract(epoch from min(next_start_at) - now())::float8 * 1000 as ms from clients
     where desired_state = 'running' and lease_node is null and next_start_at > now()`,
  );
  return ms;
}

export type HeldClient = {
  clientId: string;
  organizationId: string;
  nodeId: string;
  fence: number;
  desiredState: 'running' | 'stopped';
  unlink: 'logout' | 'delete' | null;
  state: ClientRow['state'];
  restart: boolean;
  overdue: boolean;
};

/** What became of the clients that this node holds, since a person or another node may have changed them. */
export async function listHeldClients(tx: Tx, nodeId: string): Promise<HeldClient[]> {
  return tx.query<HeldClient>(
    `select id as client_id, organization_id, lease_node as node_id, fence, desired_state, unlink, state,
       restart_fence is not distinct from fence as restart, coalesce(state_deadline < now(), false) as overdue
     from clients where lease_node = $1`,
    [nodeId],
  );
}

/** How many clients of this node are in each state. */
export async function countStates(tx: Tx, nodeId: string): Promise<{ state: ClientRow['state']; count: number }[]> {
  return tx.query('select state, count(*) from clients where lease_node = $1 group by state', [nodeId]);
}

/** False when it did not hold any more. */
export async function releaseLease(tx: Tx, { clientId, nodeId, fence }: Lease): Promise<boolean> {
  const free = 'update clients set lease_node = null, restart_fence = null where id = $1 and lease_node = $2 and fence = $3';
  return (await tx.execute(free, [clientId, nodeId, fence])) === 1;
}

/** Takes a client from a node without giving it to another; false when that node did not hold it any more. */
export async function takeLease(tx: Tx, { clientId, nodeId, fence }: Omit<Lease, 'organizationId'>): Promise<boolean> {
  const take = 'update clients set lease_node = null, fence = fence + 1 where id = $1 and lease_node = $2 and fence = $3';
  return (await tx.execute(take, [clientId, nodeId, fence])) === 1;
}

/** Whether its state has lasted for so long. */
export async function hasLasted(tx: Tx, clientId: string, seconds: number): Promise<boolean> {
  return (
    (await tx.maybe(`select from clients where id = $1 and state_since < now() - make_interval(secs => $2)`, [clientId, seconds])) !== null
  );
}

/** When the next start is tried; each try in a row doubles the pause, and a session that lasted forgives them all. */
export async function scheduleRestart(tx: Tx, clientId: string, pauseSeconds: number, restarts: number): Promise<void> {
  await tx.execute('update clients set next_start_at = now() + make_interval(secs => $2), restarts = $3 where id = $1', [
    clientId,
    pauseSeconds,
    restarts,
  ]);
}

/** Nothing will be tried any more before a person asks for it. */
export async function giveUp(tx: Tx, clientId: string): Promise<void> {
  await tx.execute(`update clients set desired_state = 'stopped', next_start_at = null where id = $1`, [clientId]);
}

export async function finishUnlink(tx: Tx, clientId: string): Promise<void> {
  await tx.execute('update clients set unlink = null, phone_number = null where id = $1', [clientId]);
}

/** Where a client runs now: the node that holds it and how to reach that node. */
export async function findHolder(tx: Tx, clientId: string, deadAfterSeconds: number): Promise<{ nodeId: string; url: string } | null> {
  return tx.maybe(
    `select n.id as node_id, n.url from clients c join nodes n on n.id = c.lease_node
     where c.id = $1 and n.heartbeat_at > now() - make_interval(secs => $2)`,
    [clientId, deadAfterSeconds],
  );
}

/** Which of these clients there are. */
export async function findKnownClients(tx: Tx, ids: readonly string[]): Promise<string[]> {
  return (await tx.query<{ id: string }>('select id from clients where id = any ($1::uuid[])', [ids])).map(({ id }) => id);
}

/** Those that nothing links to a phone any more and that nobody runs, nor can begin to run before this transaction ends. */
export async function lockUnlinkedClients(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from clients where id = any ($1::uuid[]) and unlink is null and phone_number is null and state in ('stopped', 'failed')
       and not exists (select from nodes n where n.id = lease_node) for update skip locked`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

export type InboundRow = {
  id: string;
  clientId: string;
  type: string;
  eventKey: string | null;
  chatId: string | null;
  event: string;
  state: 'queued' | 'done';
};

/** An event that was heard before is left out. */
export async function insertInboundEvents(tx: Tx, rows: readonly InboundRow[]): Promise<void> {
  await tx.execute(
    `insert into inbound_events (id, client_id, type, event_key, chat_id, event, state)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]::json[], $7::text[])
     on conflict (client_id, event_key) do nothing`,
    [
      rows.map(({ id }) => id),
      rows.map(({ clientId }) => clientId),
      rows.map(({ type }) => type),
      rows.map(({ eventKey }) => eventKey),
      rows.map(({ chatId }) => chatId),
      rows.map(({ event }) => event),
      rows.map(({ state }) => state),
    ],
  );
}

/** When a client last heard anything before that time; null when it never did. */
export async function findLastHeard(tx: Tx, clientId: string, before: Date): Promise<Date | null> {
  const row = await tx.maybe<{ receivedAt: Date }>(
    'select received_at from inbound_events where client_id = $1 and received_at < $2 order by received_at desc limit 1',
    [clientId, before],
  );
  return row?.receivedAt ?? null;
}

export async function findStored(tx: Tx, clientId: string, key: string): Promise<{ value: unknown } | null> {
  return tx.maybe('select value from channel_store where client_id = $1 and key = $2', [clientId, key]);
}

export async function upsertStored(tx: Tx, clientId: string, entries: readonly [string, unknown][]): Promise<void> {
  await tx.execute(
    `insert into channel_store (client_id, key, value) select $1, * from unnest($2::text[], $3::text[]::json[])
     on conflict (client_id, key) do update set value = excluded.value`,
    [clientId, entries.map(([key]) => key), entries.map(([, value]) => JSON.stringify(value))],
  );
}

export async function deleteStored(tx: Tx, clientId: string, key: string): Promise<void> {
  await tx.execute('delete from channel_store where client_id = $1 and key = $2', [clientId, key]);
}

export async function hasStored(tx: Tx, clientId: string): Promise<boolean> {
  return (await tx.maybe('select from channel_store where client_id = $1 limit 1', [clientId])) !== null;
}

export async function deleteAllStored(tx: Tx, clientId: string): Promise<void> {
  await tx.execute('delete from channel_store where client_id = $1', [clientId]);
}

export async function listStored(
  tx: Tx,
  clientId: string,
  { prefix, after, limit }: { prefix: string; after: string; limit: number },
): Promise<{ key: string; value: unknown }[]> {
  return tx.query(
    `select key, value from channel_store where client_id = $1 and key > $3 and starts_with(key, $2) and key >= $2 order by key limit $4`,
    [clientId, prefix, after, limit],
  );
}

/** What was heard of somebody, worked off or not. */
export async function deleteInboundWith(tx: Tx, texts: readonly string[]): Promise<number> {
  return tx.execute(
    'delete from inbound_events where exists (select from unnest($1::text[]) as t (text) where position(t.text in event::text) > 0)',
    [texts],
  );
}
