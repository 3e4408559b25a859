import type { EventRow } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { deleteConversation, giveToContact, listTwins, moveInto } from './merging.sql.ts';

/** Two contacts became one: so do their conversations with each client, in the same transaction. */
export async function followMerges(tx: Tx, { type, data }: Pick<EventRow, 'type' | 'data'>): Promise<void> {
  if (type !== 'contact.merged') return;
  const { contact, mergedContactIds } = data as { contact: { id: string }; mergedContactIds: string[] };
  for (const { keptId, otherId } of await listTwins(tx, contact.id, mergedContactIds)) {
    await moveInto(tx, keptId, otherId);
    await deleteConversation(tx, otherId);
  }
  await giveToContact(tx, contact.id, mergedContactIds);
}
