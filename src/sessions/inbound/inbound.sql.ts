import type { ChannelKind } from '../../channels/channels.ts';
import type { Tx } from '../../platform/db/db.ts';

export type HeardRow = {
  id: string;
  clientId: string;
  attempts: number;
  event: unknown;
  receivedAt: Date;
  channel: ChannelKind;
  ownNumber: string | null;
};

/**
 * The next events of a client, in order: all of the chats whose first undone one is due. The row lock on that first one keeps
 * everybody else from its chat until this transaction ends.
 */
export async function lockNextEvents(tx: Tx, clientId: string, { chats, events }: { chats: number; events: number }): Promise<HeardRow[]> {
  const heads = await tx.query<{ chat: string }>(
    `with first as materialized (
       select distinct on (coalesce(chat_id, '')) id, try_at from inbound_events where client_id = $1 and state = 'queued'
       order by coalesce(chat_id, ''), id)
     select coalesce(e.chat_id, '') as chat from inbound_events e
     where e.id = any (array(select id from first where try_at <= now())) and e.state = 'queued' order by e.id limit $2 for update skip locked`,
    [clientId, chats],
  );
  if (heads.length === 0) return [];
  return tx.query<HeardRow>(
    `select e.id, e.client_id, e.attempts, e.event, e.received_at,
       (select c.channel from clients c where c.id = e.client_id) as channel,
       (select c.phone_number from clients c where c.id = e.client_id) as own_number
     from inbound_events e
     where e.client_id = $1 and e.state = 'queued' and coalesce(e.chat_id, '') = any ($2::text[]) order by e.id limit $3`,
    [clientId, heads.map(({ chat }) => chat), events],
  );
}

export async function markDone(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(`update inbound_events set state = 'done', error = null where id = any ($1::uuid[])`, [ids]);
}

/** Counts a failure: it is tried again later, or parked after so many. Gives back whether it was parked. */
export async function markFailed(
  tx: Tx,
  id: string,
  { error, pauseMs, tries }: { error: string; pauseMs: number; tries: number },
): Promise<boolean> {
  const row = await tx.maybe<{ state: string }>(
    `update inbound_events set attempts = attempts + 1, error = $2, try_at = clock_timestamp() + $3::float8 * interval '1 millisecond',
       state = case when attempts + 1 >= $4 then 'parked' else 'queued' end
     where id = $1 and state = 'queued' returning state`,
    [id, error, pauseMs, tries],
  );
  return row?.state === 'parked';
}

/** Whose events wait, on whichever node they were heard. */
export async function listWaitingClients(tx: Tx): Promise<{ organizationId: string; clientId: string }[]> {
  return tx.query(`select distinct organization_id, client_id from inbound_events where state = 'queued' and try_at <= now()`);
}

export type InboundRow = {
  id: string;
  clientId: string;
  type: string;
  chatId: string | null;
  event: unknown;
  state: 'queued' | 'done' | 'parked';
  attempts: number;
  error: string | null;
  receivedAt: Date;
};

const INBOUND = 'id, client_id, type, chat_id, event, state, attempts, error, received_at';

export async function listParked(tx: Tx, limit: number, before: string | null): Promise<InboundRow[]> {
  return tx.query<InboundRow>(
    `select ${INBOUND} from inbound_events where state = 'parked' and ($2::uuid is null or id < $2) order by id desc limit $1`,
    [limit + 1, before],
  );
}

export async function findInbound(tx: Tx, id: string): Promise<InboundRow | null> {
  return tx.maybe<InboundRow>(`select ${INBOUND} from inbound_events where id = $1`, [id]);
}

/** With all its tries; null when it is not parked. */
export async function unpark(tx: Tx, id: string): Promise<InboundRow | null> {
  return tx.maybe<InboundRow>(
    `update inbound_events set state = 'queued', attempts = 0, try_at = now() where id = $1 and state = 'parked' returning ${INBOUND}`,
    [id],
  );
}

/** For how long an event is known when it is heard again. */
export async function deleteOldDone(tx: Tx, days: number): Promise<void> {
  await tx.execute(`delete from inbound_events where state = 'done' and received_at < now() - make_interval(days => $1)`, [days]);
}
