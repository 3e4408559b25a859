import type { ChannelEvent, ChannelEventOf } from '../../channel-events.ts';
import { GroupId } from '../../channels.schema.ts';
import { personOf, timeOf } from './translations.ts';
import type { Hearer } from './translations.ts';

/** A notice that WhatsApp wrote into a group, as the library hands it over. */
export type GroupNews = {
  chatId: string;
  type?: string;
  author?: unknown;
  recipientIds?: unknown[];
  body?: string;
  timestamp?: number;
};

type Change = ChannelEventOf<'group_updated'>['change'];

const CHANGES: Record<string, Change> = {
  create: 'created',
  add: 'joined',
  invite: 'joined',
  linked_group_join: 'joined',
  remove: 'left',
  leave: 'left',
  promote: 'promoted',
  demote: 'demoted',
  subject: 'subject',
  description: 'description',
  picture: 'picture',
  membership_approval_request: 'join_request',
};
/** Who joins by a link, leaves, or asks to be let in is named as the author only. */
const OWN_DEEDS = new Set<Change>(['joined', 'left', 'join_request']);

/** What happened to a group; everything that has no word of its own is a change of its settings. */
export async function groupEvents(
  { chatId, type = '', author, recipientIds = [], body, timestamp }: GroupNews,
  hearer: Hearer,
): Promise<ChannelEvent[]> {
  if (!GroupId.safeParse(chatId).success) return [];
  const change = CHANGES[type] ?? 'settings';
  const by = await personOf(author, hearer);
  const named = (await Promise.all(recipientIds.map((wid) => personOf(wid, hearer)))).filter((person) => person !== null);
  const people = named.length === 0 && by && OWN_DEEDS.has(change) ? [by] : named;
  const text = change === 'subject' || change === 'description' ? { text: (body ?? '').slice(0, 1_000_000) } : {};
  const at = timeOf(timestamp, hearer);
  return [{ type: 'group_updated', at, chatId, change, ...(by && { by }), ...(people.length > 0 && { people }), ...text }];
}
