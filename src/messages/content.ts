import { mediaTypes } from '../channels/channels.ts';
import type { IncomingContent, OutgoingContent, outgoingKinds } from '../channels/channels.ts';
import type { z } from 'zod';
import type { Giveable } from '../platform/http/route.ts';
import type { contentFields } from './messages.schema.ts';

/** What a message holds as it is stored: what channels carry, and what only we keep as one. */
export type StoredContent =
  | (IncomingContent & { picked?: Picked })
  | { type: 'reaction'; reaction: { messageId: string; emoji: string } }
  | { type: 'call'; call: { video: boolean } }
  | { type: 'group_change'; groupChange: { change: string; [more: string]: unknown } };

/** What a person picked by its number from a list that went out as text. */
export type Picked = { messageId: string; id: string; title: string };

type Interactive = z.output<typeof outgoingKinds.interactive>;
type Choice = { id: string; title: string };

// PostgreSQL refuses larger ones (1 MB of lexemes); of a longer text the rest is not found.
const SEARCHED_CHARS = 65_536;

/** What a text column can hold: without NUL and without halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replaceAll(/\0|\p{Surrogate}/gu, '');
}

/** The text by which a message is found. */
export function wordsOf(content: StoredContent): string {
  return storableText(partsOf(content).join(' ').slice(0, SEARCHED_CHARS));
}

function partsOf(content: StoredContent): string[] {
  switch (content.type) {
    case 'text':
      return [content.text.body];
    case 'location':
      return [content.location.name ?? '', content.location.address ?? ''];
    case 'contacts':
      return content.contacts.map(({ name }) => name);
    case 'poll':
      return [content.poll.question, ...content.poll.options];
    case 'interactive':
      return 'body' in content.interactive ? [content.interactive.body] : [];
    case 'selection':
      return [content.selection.title];
    case 'image':
      return [content.image.caption ?? ''];
    case 'video':
      return [content.video.caption ?? ''];
    case 'document':
      return [content.document.caption ?? '', content.document.fileName ?? ''];
    default:
      return [];
  }
}

/** A content that a channel can send; null for what only we keep, or what came in and cannot go out again. */
export function sendable(content: StoredContent): OutgoingContent | null {
  switch (content.type) {
    case 'reaction':
    case 'call':
    case 'group_change':
    case 'selection':
    case 'unknown':
      return null;
    default:
      return content;
  }
}

/** Buttons or a list as text with numbers, for channels that cannot show them. */
export function numberedText(interactive: Interactive): OutgoingContent {
  const lines = choicesOf(interactive).map(({ title }, index) => `${index + 1}. ${title}`);
  const link = interactive.kind === 'link' ? [`${interactive.label}: ${interactive.url}`] : [];
  const paragraphs = [interactive.header, interactive.body, [...lines, ...link].join('\n'), interactive.footer].filter(Boolean);
  return { type: 'text', text: { body: paragraphs.join('\n\n') } };
}

/** What an answer to such a text picks: its number, or the words of the choice. */
export function pickedBy(answer: string, interactive: Interactive): Choice | null {
  const said = answer.trim().toLowerCase();
  const choices = choicesOf(interactive);
  const number = /^(\d{1,2})[.)]?$/.exec(said)?.[1];
  return (number === undefined ? choices.find(({ title }) => title.trim().toLowerCase() === said) : choices[Number(number) - 1]) ?? null;
}

function choicesOf(interactive: Interactive): Choice[] {
  if (interactive.kind === 'buttons') return interactive.buttons;
  return interactive.kind === 'list' ? interactive.sections.flatMap(({ rows }) => rows) : [];
}

export type ShownContent = Giveable<z.input<z.ZodObject<typeof contentFields>>>;

/** As the API shows it: a file by what may be known of it, never by the name under which its channel has it. */
export function shownContent(content: StoredContent): ShownContent {
  if (content.type === 'group_change') return { groupChange: content.groupChange };
  const payload = (content as unknown as Record<string, unknown>)[content.type];
  const shown = isFile(content) ? shownFile(payload as Record<string, unknown>) : payload;
  const selection = content.type === 'text' ? content.picked : undefined;
  return { [content.type]: shown, ...(selection && { selection }) };
}

function isFile({ type }: StoredContent): boolean {
  return (mediaTypes as readonly string[]).includes(type);
}

function shownFile({ mediaRef: _hidden, ...file }: Record<string, unknown>): Record<string, unknown> {
  const status = file['mediaId'] !== undefined ? 'ready' : file['failure'] === undefined ? 'pending' : 'failed';
  return { status, ...file };
}

/** Which of our files it carries, if any. */
export function mediaIdOf(content: StoredContent): string | null {
  if (!isFile(content)) return null;
  const { mediaId } = (content as unknown as Record<string, { mediaId?: string }>)[content.type] ?? {};
  return mediaId ?? null;
}
