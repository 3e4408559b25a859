import type { Tx } from '../platform/db/db.ts';
import { listMentions, updateData } from './events.sql.ts';
import type { EventRow } from './events.sql.ts';

/** By what a person is found in events: ids of the contact and its conversations, phone numbers, addresses of chats. */
export type ErasedPerson = { mentions: readonly string[] };

const PAGE = 500;
/** Shorter texts stand in everything. */
const SHORTEST_MENTION = 6;
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Takes a person out of everything that happened: the events stay, of their data only the ids do. Gives back what was changed. */
export async function erasePerson(tx: Tx, { mentions }: ErasedPerson): Promise<EventRow[]> {
  const texts = mentions.filter((text) => text.length >= SHORTEST_MENTION);
  const erased: EventRow[] = [];
  for (let afterId: string | null = null, more = texts.length > 0; more;) {
    const page: EventRow[] = await listMentions(tx, texts, afterId, PAGE);
    for (const event of page) {
      const data = idsOnly(event.data);
      await updateData(tx, event.id, data);
      erased.push({ ...event, data });
    }
    afterId = page.at(-1)?.id ?? afterId;
    more = page.length === PAGE;
  }
  return erased;
}

/** `{message: {id, from, text}}` becomes `{redacted: true, message: {id}}`. */
function idsOnly(data: EventRow['data']): EventRow['data'] {
  const kept = Object.entries(data).flatMap(([name, value]) => {
    if (typeof value === 'string') return ID.test(value) ? [[name, value]] : [];
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return typeof id === 'string' && ID.test(id) ? [[name, { id }]] : [];
  });
  return { redacted: true, ...Object.fromEntries(kept) };
}
