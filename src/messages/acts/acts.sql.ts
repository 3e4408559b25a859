import type { Tx } from '../../platform/db/db.ts';

export async function updateStarred(tx: Tx, id: string, starred: boolean): Promise<void> {
  await tx.execute('update messages set starred = $2 where id = $1', [id, starred]);
}

/** The provider's id of what came in last. */
export async function newestInbound(tx: Tx, conversationId: string): Promise<string | null> {
  const row = await tx.maybe<{ providerId: string }>(
    `select provider_id from messages where conversation_id = $1 and direction = 'inbound' and provider_id is not null order by id desc limit 1`,
    [conversationId],
  );
  return row?.providerId ?? null;
}
