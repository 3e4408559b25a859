import type { Tx } from '../../platform/db/db.ts';
import { messageColumns } from '../message-rows.sql.ts';
import type { HistoryEntry, MessageRow } from '../message-rows.sql.ts';
import type { Status } from '../messages.schema.ts';

export type Lease = { clientId: string; nodeId: string; fence: number };

/** What a message needs besides itself to be sent. */
export type DueMessage = MessageRow & {
  replyToProviderId: string | null;
  /** The message that is passed on, or reacted to. */
  targetProviderId: string | null;
  targetChatId: string | null;
};

/**
 * The next due messages of a client, locked, in the order of the queue: of each conversation only the first that has not
 * ended, so that none overtakes one that is tried again. Nothing when the lease is lost or the client may not send; while the
 * transaction lasts, nobody can take the client. `window` bounds how far it looks past conversations that must wait.
 * Do NOT turn the subqueries into joins: see CONVENTIONS.md, "The join trap".
 */
export async function lockDue(tx: Tx, { clientId, nodeId, fence }: Lease, most: number, window: number): Promise<DueMessage[]> {
  return tx.query<DueMessage>(
    `with held as materialized (
       select id from clients where id = $1 and lease_node = $2 and fence = $3 and state = 'ready' and paused_reason is null for share
     ), waiting as materialized (
       select w.id, w.conversation_id, w.priority, w.place from messages w
       where w.client_id = (select id from held) and w.due_at is not null and w.due_at <= now() and w.status in ('queued', 'scheduled')
       order by w.priority, w.place, w.id limit $5
     ), due as materialized (
       select id from waiting w where (
         select e.id from messages e where e.conversation_id = w.conversation_id and e.due_at is not null
           and (e.priority, e.place, e.id) < (w.priority, w.place, w.id) and (e.status <> 'scheduled' or e.due_at <= now()) limit 1) is null
       order by w.priority, w.place, w.id limit $4
     )
     select ${messageColumns('m')},
       (select r.provider_id from messages r where r.id = m.reply_to_id) as reply_to_provider_id,
       (select t.provider_id from messages t where t.id = m.target_id) as target_provider_id,
       (select t.chat_id from messages t where t.id = m.target_id) as target_chat_id
     from messages m
     where m.id = any (array(select id from due)) and m.status in ('queued', 'scheduled')
     order by m.priority, m.place, m.id for update of m skip locked`,
    [clientId, nodeId, fence, most, window],
  );
}

/** From here on nobody knows for sure that it did not go, until somebody writes what became of it. */
export async function markSending(tx: Tx, ids: readonly string[], fence: number, entry: HistoryEntry): Promise<void> {
  await tx.execute(
    `update messages set status = 'sending', attempts = attempts + 1, claimed_at = clock_timestamp(), claim_fence = $2,
       error_code = null, error_detail = null, history = history || $3::jsonb where id = any ($1::uuid[])`,
    [ids, fence, JSON.stringify(entry)],
  );
}

/** Messages whose outcome nobody knows and nobody is finding out: those of an earlier session, and those due to be asked about. */
export async function listDoubtful(tx: Tx, clientId: string): Promise<MessageRow[]> {
  return tx.query<MessageRow>(
    `select ${messageColumns('m')} from messages m
     where m.client_id = $1 and m.due_at is not null and (m.status = 'sending' or m.status = 'unknown' and m.due_at <= now())
     order by m.priority, m.place, m.id limit 200`,
    [clientId],
  );
}

/** Gives back what was claimed and not begun. */
export async function unclaim(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(
    `update messages set status = 'queued', attempts = attempts - 1, history = history - (-1) where id = any ($1::uuid[]) and status = 'sending'`,
    [ids],
  );
}

export type Ending = {
  status: Status;
  entry: HistoryEntry;
  providerId?: string;
  sentAt?: Date;
  error?: { code: string; detail: string };
  /** When it is due again, from now; null when it has left the queue. */
  dueInMs: number | null;
  uncounted?: boolean;
  asked?: boolean;
  /** It has not been on its way at all. */
  waiting?: boolean;
};

/** Writes what became of a message that is on its way, and nothing when somebody else has already. */
export async function endAttempt(tx: Tx, id: string, ending: Ending): Promise<MessageRow | null> {
  const { status, entry, providerId, sentAt, error, dueInMs, uncounted = false, asked = false, waiting = false } = ending;
  return tx.maybe<MessageRow>(
    `update messages set status = $2, history = history || $3::jsonb, provider_id = coalesce(provider_id, $4), sent_at = coalesce(sent_at, $5),
       error_code = $6, error_detail = $7, due_at = clock_timestamp() + $8::float8 * interval '1 millisecond',
       attempts = attempts - $9::int, questions = questions + $10::int
     where id = $1 and (status in ('sending', 'unknown') or $11::boolean and status in ('queued', 'scheduled')) returning ${messageColumns('messages')}`,
    [
      id,
      status,
      JSON.stringify(entry),
      providerId ?? null,
      sentAt ?? null,
      error?.code ?? null,
      error?.detail ?? null,
      dueInMs,
      Number(uncounted),
      Number(asked),
      waiting,
    ],
  );
}

/** A tick came first: only what it did not tell is added. */
export async function completeSent(tx: Tx, id: string, providerId: string, sentAt: Date): Promise<void> {
  await tx.execute(
    'update messages set provider_id = coalesce(provider_id, $2), sent_at = coalesce(sent_at, $3), due_at = null where id = $1',
    [id, providerId, sentAt],
  );
}

/** Its echo was heard before its answer and passed for a message of its own. */
export async function deleteTwin(tx: Tx, clientId: string, providerId: string, id: string): Promise<void> {
  await tx.execute('delete from messages where client_id = $1 and provider_id = $2 and id <> $3', [clientId, providerId, id]);
}

/** How long until something of a client comes due that is not due yet; a question that is due already does not wait at all. */
export async function findNextDueMs(tx: Tx, clientId: string): Promise<number | null> {
  const { ms } = await tx.one<{ ms: number | null }>(
    `select (extract(epoch from min(greatest(due_at, now())) - now()) * 1000)::float8 as ms from messages
     where client_id = $1 and due_at is not null and status <> 'sending' and (due_at > now() or status = 'unknown')`,
    [clientId],
  );
  return ms;
}

/** The clients of this node that have something due. */
export async function listDueClients(tx: Tx, nodeId: string): Promise<string[]> {
  const rows = await tx.query<{ clientId: string }>(
    `select c.id as client_id from clients c where c.lease_node = $1 and exists (
       select from messages m where m.client_id = c.id and m.due_at is not null and m.due_at <= now() and m.status <> 'sending')`,
    [nodeId],
  );
  return rows.map(({ clientId }) => clientId);
}
