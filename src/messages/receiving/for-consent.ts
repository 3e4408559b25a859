import type { Heard } from '../../contacts/contacts.ts';
import type { MessageRow } from '../message-rows.sql.ts';

/** What a person wrote or pressed, for who reads from it what they allow; null where nobody is known to have said it. */
export function heardForConsent({ id, clientId, contactId, content, sentAt, createdAt }: MessageRow): Heard | null {
  if (contactId === null) return null;
  const said = { contactId, clientId, messageId: id, group: false, fromMe: false, imported: false, at: sentAt ?? createdAt };
  if (content.type === 'text') return { ...said, text: content.text.body };
  if (content.type === 'selection') return { ...said, buttonText: content.selection.title, buttonPayload: content.selection.id };
  return null;
}
