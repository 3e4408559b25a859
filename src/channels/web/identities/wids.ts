import { Lid, NewsletterId, Phone, STATUS_CHAT, GroupId } from '../../channels.schema.ts';
import type { ChatId, Person } from '../../channels.schema.ts';
import { ChannelError } from '../../errors.ts';

/** How the page writes the same id. */
export function widOf(id: ChatId): string {
  if (id.startsWith('+')) return `${id.slice(1)}@c.us`;
  if (id.includes('@')) return id;
  throw new ChannelError('not_sent', 'not_registered', 'WhatsApp Web does not know people by this id.');
}

/** Who a wid of the page names, by what it says itself. */
export function personOfWid(wid: string): Person | null {
  const [user = '', server] = wid.split('@');
  const [number = ''] = user.split(':');
  if (server === 'lid') return asLid(`${number}@lid`);
  const phone = `+${number}`;
  return (server === 'c.us' || server === 's.whatsapp.net') && Phone.safeParse(phone).success ? { phone } : null;
}

function asLid(lid: string): Person | null {
  return Lid.safeParse(lid).success ? { lid } : null;
}

/** The chat that belongs to no single person; null for a person's, and for what we do not know. */
export function placeOfWid(wid: string): ChatId | null {
  const isPlace = wid === STATUS_CHAT || GroupId.safeParse(wid).success || NewsletterId.safeParse(wid).success;
  return isPlace ? wid : null;
}

/** The page's ids come as text or as objects, depending on which way they came. */
export function widText(wid: unknown): string | null {
  if (typeof wid === 'string') return wid;
  const serialized = (wid as { _serialized?: unknown } | null | undefined)?._serialized;
  return typeof serialized === 'string' ? serialized : null;
}

/** A message's key, under whichever name it came. */
export function keyText(key: unknown): string | null {
  if (typeof key === 'string') return key;
  const parts = key as { _serialized?: string; $1?: string; fromMe?: boolean; remote?: unknown; id?: string; participant?: unknown } | null;
  if (!parts) return null;
  const known = parts._serialized ?? parts.$1;
  if (known !== undefined) return known;
  const all = [parts.fromMe, widText(parts.remote), parts.id, ...(parts.participant ? [widText(parts.participant)] : [])];
  return all.every((part) => part !== undefined && part !== null) ? all.join('_') : null;
}
