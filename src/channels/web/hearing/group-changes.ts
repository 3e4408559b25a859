import type { ChannelEvent, ChannelEventOf } from '../../channel-events.ts';
import { GroupId } from '../../channels.schema.ts';
import type { Person } from '../../channels.schema.ts';

/** A notice that WhatsApp wrote into a group, as the library hands it over. */
export type GroupNews = { chatId: string; type?: string; author?: unknown; recipientIds?: unknown[]; body?: string; timestamp?: number };

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

type Parts = { personOf: (wid: unknown) => Promise<Person | null>; at: string };

/** What happened to a group; everything that has no word of its own is a change of its settings. */
export async function groupChange(
  { chatId, type = '', author, recipientIds = [], body }: GroupNews,
  { personOf, at }: Parts,
): Promise<ChannelEvent | null> {
  if (!GroupId.safeParse(chatId).success) return null;
  const change = CHANGES[type] ?? 'settings';
  const by = await personOf(author);
  const named = (await Promise.all(recipientIds.map(personOf))).filter((person) => person !== null);
  // Who joins by a link or asks to be let in is named as the author only.
  const people = named.length === 0 && by && (change === 'joined' || change === 'left' || change === 'join_request') ? [by] : named;
  const text = change === 'subject' || change === 'description' ? { text: (body ?? '').slice(0, 1_000_000) } : {};
  return { type: 'group_updated', at, chatId, change, ...(by && { by }), ...(people.length > 0 && { people }), ...text };
}
