import type { OutgoingContent } from '../../channels.schema.ts';
import { fileOf, isMedia } from '../../channels.schema.ts';
import type { ContentFile } from '../../channels.schema.ts';
import { notSupported } from '../../errors.ts';
import { writeCard } from '../hearing/cards.ts';
import { widOf } from '../identities/wids.ts';

/** What the library's page function takes: a text, options, and perhaps a file. */
export type Outgoing = { body: string; options: Record<string, unknown>; file: ContentFile | null };

/** A content as the library's own `sendMessage` would hand it to the page. */
export function outgoing(content: OutgoingContent): Outgoing {
  if (isMedia(content)) return { body: '', options: fileOptions(content), file: fileOf(content) };
  switch (content.type) {
    case 'text': {
      const { body, mentions = [], linkPreview = true } = content.text;
      return plain(body, { mentionedJidList: mentions.map(widOf), ...(linkPreview && { linkPreview }) });
    }
    case 'location': {
      const { latitude, longitude, name, address } = content.location;
      const description = [name, address].filter((part) => part !== undefined).join('\n');
      return plain('', { location: { latitude, longitude, ...(description !== '' && { description }) } });
    }
    case 'contacts':
      return contactOptions(content.contacts);
    case 'poll': {
      const { question, options, multiple = false } = content.poll;
      const pollOptions = options.map((name, localId) => ({ name, localId }));
      return plain('', { poll: { pollName: question, pollOptions, options: { allowMultipleAnswers: multiple } } });
    }
    default:
      throw notSupported('web', `send ${content.type} messages, since linked devices no longer show them; numbered text or a poll does`);
  }
}

function plain(body: string, options: Record<string, unknown>): Outgoing {
  return { body, options, file: null };
}

function fileOptions(content: Extract<OutgoingContent, { type: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker' }>) {
  switch (content.type) {
    case 'voice':
      return { sendAudioAsVoice: true };
    case 'sticker':
      return { sendMediaAsSticker: true };
    case 'document':
      return { sendMediaAsDocument: true, ...captioned(content.document.caption) };
    case 'image':
      return captioned(content.image.caption);
    case 'video':
      return captioned(content.video.caption);
    default:
      return {};
  }
}

function captioned(caption: string | undefined) {
  return caption === undefined ? {} : { caption, isCaptionByUser: true };
}

function contactOptions(contacts: Extract<OutgoingContent, { type: 'contacts' }>['contacts']): Outgoing {
  const cards = contacts.map((card) => ({ displayName: card.name, vcard: writeCard(card) }));
  const [first] = cards;
  const extraOptions =
    cards.length === 1 && first
      ? { type: 'vcard', body: first.vcard, vcardFormattedName: first.displayName }
      : { type: 'multi_vcard', body: null, vcardList: cards };
  return plain('', { extraOptions });
}
