import type { PersonPart } from './contacts/contacts.ts';
import type { MediaRoom } from './media/media.ts';
import { messagesOfPerson } from './messages/messages.ts';
import { deleteAnswersWith } from './platform/http/idempotency.sql.ts';
import { erasePerson as eraseInboundEvents } from './sessions/sessions.ts';
import { erasePerson as eraseEvents } from './webhooks/webhooks.ts';

/** What each room does when a person is erased or asks for what there is of them, in this order. */
export const personParts = (media: Pick<MediaRoom, 'openFile'>): readonly PersonPart[] => [
  messagesOfPerson(media),
  // Events, and what was delivered of them.
  { name: 'events', eraseTraces: (tx, person) => eraseEvents(tx, person) },
  { name: 'inboundEvents', eraseTraces: (tx, person) => eraseInboundEvents(tx, person.mentions) },
  { name: 'answers', eraseTraces: (tx, person) => deleteAnswersWith(tx, person.mentions) },
];
