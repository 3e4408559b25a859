import type { Tx } from '../../platform/db/db.ts';
import { messageColumns } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';

/** Wakes the client's sender, on whichever node, once this transaction is committed. */
export async function notifySender(tx: Tx, clientId: string): Promise<void> {
  await tx.execute(`select pg_notify('messages', $1)`, [clientId]);
}

/** How many of the client's messages go before this one, counted no further than that. */
export async function countAhead(tx: Tx, { clientId, priority, place, id }: MessageRow, most: number): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(*) from (select from messages where client_id = $1 and due_at is not null and status <> 'scheduled'
       and (priority, place, id) < ($2::smallint, $3::timestamptz, $4::uuid) limit $5) as ahead`,
    [clientId, priority, place, id, most],
  );
  return count;
}

/** Null when it is on its way, gone or ended already. */
export async function cancelQueued(tx: Tx, id: string, entry: object): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(
    `update messages set status = 'cancelled', due_at = null, history = history || $2::jsonb
     where id = $1 and status in ('queued', 'scheduled') returning ${messageColumns('messages')}`,
    [id, JSON.stringify(entry)],
  );
}

/** Puts a queued message before another one of its client; it takes over that one's priority. */
export async function placeBefore(tx: Tx, id: string, other: Pick<MessageRow, 'priority' | 'id'>): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(
    `update messages set priority = $2, place = (select o.place - interval '1 microsecond' from messages o where o.id = $3)
     where id = $1 and status = 'queued' returning ${messageColumns('messages')}`,
    [id, other.priority, other.id],
  );
}

/** Puts a queued message before or after all others of its client and priority. */
export async function placeAtEnd(tx: Tx, id: string, end: 'first' | 'last'): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(
    `update messages m set place = case when $2 = 'last' then clock_timestamp() else coalesce(
       (select min(o.place) - interval '1 microsecond' from messages o
        where o.client_id = m.client_id and o.due_at is not null and o.priority = m.priority), m.place) end
     where m.id = $1 and m.status = 'queued' returning ${messageColumns('m')}`,
    [id, end],
  );
}
