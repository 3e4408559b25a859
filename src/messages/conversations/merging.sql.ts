import type { Tx } from '../../platform/db/db.ts';

/** Conversations of one client that belong to one person now; the one that is kept has the contact that is kept. */
export async function listTwins(tx: Tx, contactId: string, others: readonly string[]): Promise<{ keptId: string; otherId: string }[]> {
  return tx.query(
    `select k.id as kept_id, o.id as other_id from conversations k, conversations o
     where k.contact_id = $1 and o.contact_id = any ($2::uuid[]) and o.client_id = k.client_id order by o.id`,
    [contactId, others],
  );
}

export async function moveInto(tx: Tx, keptId: string, otherId: string): Promise<void> {
  const move = [keptId, otherId];
  await tx.execute('update messages set conversation_id = $1 where conversation_id = $2', move);
  await tx.execute('update message_words set conversation_id = $1 where conversation_id = $2', move);
  await tx.execute('update conversation_notes set conversation_id = $1 where conversation_id = $2', move);
  await tx.execute(
    `update conversations k set unread = k.unread + o.unread, labels = array(select distinct unnest(k.labels || o.labels)),
       assignee_id = coalesce(k.assignee_id, o.assignee_id), name = coalesce(k.name, o.name),
       status = case when o.last_message_at > k.last_message_at then o.status else k.status end,
       snoozed_until = case when o.last_message_at > k.last_message_at then o.snoozed_until else k.snoozed_until end,
       last_message_id = greatest(k.last_message_id, o.last_message_id), last_message_at = greatest(k.last_message_at, o.last_message_at),
       last_inbound_at = greatest(k.last_inbound_at, o.last_inbound_at), last_outbound_at = greatest(k.last_outbound_at, o.last_outbound_at)
     from conversations o where k.id = $1 and o.id = $2`,
    move,
  );
}

export async function deleteConversation(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from conversations where id = $1', [id]);
}

export async function giveToContact(tx: Tx, contactId: string, others: readonly string[]): Promise<void> {
  await tx.execute('update messages set contact_id = $1 where contact_id = any ($2::uuid[])', [contactId, others]);
  await tx.execute('update conversations set contact_id = $1 where contact_id = any ($2::uuid[])', [contactId, others]);
}
