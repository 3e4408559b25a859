import { incomingKinds } from '../../channels.schema.ts';
import type { IncomingContent } from '../../channels.schema.ts';
import { keyText, personOfWid, widText } from '../identities/wids.ts';
import { personId } from '../../channels.schema.ts';
import { readCard } from './cards.ts';

/** A message as the page hands it over. */
export type RawMessage = { id: unknown; type: string; t?: number } & Record<string, unknown>;

/** What WhatsApp writes into a chat by itself; nobody's message. */
const SYSTEM_TYPES = new Set([
  'e2e_notification',
  'notification',
  'notification_template',
  'protocol',
  'gp2',
  'call_log',
  'debug',
  'reaction',
  'reaction_enc',
  'poll_update',
  'pinned_message',
  'keep_in_chat',
  'revoked',
  'broadcast_notification',
  'newsletter_notification',
]);
const MEDIA_TYPES: Record<string, 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker'> = {
  image: 'image',
  video: 'video',
  ptv: 'video',
  gif: 'video',
  audio: 'audio',
  ptt: 'voice',
  document: 'document',
  sticker: 'sticker',
};

/** What was written, or null for what nobody wrote; kinds that we do not know are kept as such. */
export function contentOf(raw: RawMessage): IncomingContent | null {
  if (SYSTEM_TYPES.has(raw.type)) return null;
  if (raw.type === 'ciphertext') return unknown('ciphertext', 'This message could not be decrypted here. It can be read on the phone.');
  const media = MEDIA_TYPES[raw.type];
  const content = media ? fileContent(media, raw) : (otherContent(raw) ?? unknown(raw.type, text(raw['body']) || undefined));
  // A shape that does not fit is kept rather than lost with all that came along with it.
  const kind = incomingKinds[content.type as keyof typeof incomingKinds];
  return !kind || kind.safeParse((content as Record<string, unknown>)[content.type]).success ? content : unknown(raw.type);
}

function unknown(kind: string, summary?: string): IncomingContent {
  return { type: 'unknown', unknown: { kind: kind.slice(0, 256), ...(summary !== undefined && { summary: summary.slice(0, 10_000) }) } };
}

function otherContent(raw: RawMessage): IncomingContent | null {
  switch (raw.type) {
    case 'chat':
      return { type: 'text', text: { body: text(raw['body']), ...mentions(raw) } };
    case 'location':
      return placeContent(raw);
    case 'vcard':
      return { type: 'contacts', contacts: [readCard(text(raw['body']), text(raw['vcardFormattedName']))] };
    case 'multi_vcard':
      return {
        type: 'contacts',
        contacts: cards(raw['vcardList']).map(({ vcard, displayName }) => readCard(text(vcard), text(displayName))),
      };
    case 'poll_creation':
      return pollContent(raw);
    case 'buttons_response':
      return picked(raw['selectedButtonId'], raw['body'], 'button');
    case 'template_button_reply':
      return picked(raw['selectedId'], raw['body'], 'template');
    case 'list_response': {
      const response = (raw['listResponse'] ?? {}) as { title?: unknown; singleSelectReply?: { selectedRowId?: unknown } };
      return picked(response.singleSelectReply?.selectedRowId, response.title ?? raw['body'], 'list');
    }
    default:
      return null;
  }
}

function fileContent(type: (typeof MEDIA_TYPES)[string], raw: RawMessage): IncomingContent {
  const size = Number(raw['size']);
  const sha256 = typeof raw['filehash'] === 'string' ? Buffer.from(raw['filehash'], 'base64').toString('hex') : '';
  const file = {
    mediaRef: keyText(raw.id) ?? '',
    mimeType: text(raw['mimetype']).slice(0, 255) || 'application/octet-stream',
    ...(Number.isInteger(size) && size >= 0 && { sizeBytes: size }),
    ...(sha256.length === 64 && { sha256 }),
    ...(text(raw['filename']) !== '' && { fileName: text(raw['filename']).slice(0, 1_000) }),
  };
  const duration = Number(raw['duration']);
  if (type === 'voice') return { type, voice: { ...file, ...(duration >= 0 && { durationSeconds: duration }) } };
  if (type === 'audio') return { type, audio: file };
  if (type === 'sticker') return { type, sticker: { ...file, ...(raw['isAnimated'] === true && { animated: true }) } };
  const caption = text(raw['caption']);
  return { type, [type]: { ...file, ...(caption !== '' && { caption }) } } as IncomingContent;
}

function placeContent(raw: RawMessage): IncomingContent {
  const [name = '', ...address] = text(raw['loc']).split('\n');
  const named = { ...(name !== '' && { name }), ...(address.length > 0 && { address: address.join('\n') }) };
  return { type: 'location', location: { latitude: Number(raw['lat']), longitude: Number(raw['lng']), ...named } };
}

function pollContent(raw: RawMessage): IncomingContent {
  const options = (Array.isArray(raw['pollOptions']) ? raw['pollOptions'] : []) as { name?: unknown }[];
  const question = text(raw['pollName']);
  const multiple = raw['pollSelectableOptionsCount'] !== 1;
  return { type: 'poll', poll: { question, options: options.map(({ name }) => text(name)), ...(multiple && { multiple }) } };
}

function picked(id: unknown, title: unknown, source: 'button' | 'list' | 'template'): IncomingContent {
  return { type: 'selection', selection: { id: text(id), title: text(title), source } };
}

function mentions(raw: RawMessage) {
  const list = Array.isArray(raw['mentionedJidList']) ? raw['mentionedJidList'] : [];
  const people = list.flatMap((wid) => {
    const person = personOfWid(widText(wid) ?? '');
    return person ? [personId(person)] : [];
  });
  const known = people.filter((id) => id !== null);
  return known.length > 0 ? { mentions: known } : {};
}

function cards(list: unknown): { vcard?: unknown; displayName?: unknown }[] {
  return Array.isArray(list) ? list : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
