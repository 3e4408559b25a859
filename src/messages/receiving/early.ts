import { ChannelEvent } from '../../channels/channels.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { receiveChange } from './changes.ts';
import type { OwnClient } from './changes.ts';
import { takeEarlyEvents } from './receiving.sql.ts';
import { receiveStatus } from './statuses.ts';

/** Makes up for what was heard of a message before its provider's id was stored. */
export async function applyEarlyEvents(tx: Tx, publish: Publish, client: OwnClient, providerId: string): Promise<void> {
  const kept = await takeEarlyEvents(tx, client.id, providerId);
  for (const { event: stored } of kept.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const event = ChannelEvent.parse(stored);
    if (event.type === 'message_status') await receiveStatus(tx, publish, client.id, event);
    else await receiveChange(tx, publish, client, event);
  }
}
