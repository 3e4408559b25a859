import type { PersonPart } from './contacts/contacts.ts';
import { erasePerson as eraseEvents } from './events/events.ts';
import { deleteAnswersWith } from './platform/http/idempotency.sql.ts';
import { erasePerson as eraseInboundEvents } from './sessions/sessions.ts';

/** What each room does when a person is erased or asks for what there is of them, in this order. */
export const personParts: readonly PersonPart[] = [
  { name: 'events', eraseTraces: async (tx, person) => (await eraseEvents(tx, person)).length },
  { name: 'inboundEvents', eraseTraces: (tx, person) => eraseInboundEvents(tx, person.mentions) },
  { name: 'answers', eraseTraces: (tx, person) => deleteAnswersWith(tx, person.mentions) },
];
