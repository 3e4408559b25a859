import { v7 as uuidv7 } from 'uuid';
import type { ChannelEvent } from '../../channels/channels.ts';
import type { Tx } from '../../platform/db/db.ts';
import { insertEarlyEvent } from './receiving.sql.ts';

type OfMessage = Extract<ChannelEvent, { providerId: string }>;

/** Keeps what was heard of a message that is not stored: a tick may overtake the answer to its send. */
export async function keepForLater(tx: Tx, clientId: string, event: OfMessage): Promise<void> {
  await insertEarlyEvent(tx, { id: uuidv7(), clientId, providerId: event.providerId, event });
}
