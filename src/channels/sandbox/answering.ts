import { personId, personOf } from '../channels.schema.ts';
import type { ChatId, Person, PersonId } from '../channels.schema.ts';
import { called, edited, newDeed, reacted, revoked, voted, written } from './deeds.ts';
import type { Doer, Done } from './deeds.ts';
import { heard } from './kept.ts';
import type { Deed, Kept } from './kept.ts';
import type { Answer } from './manners.ts';
import type { Changes, KeptPerson, World } from './world.ts';

/** Everything that the reader of a copy will do about it, decided now so that it can be kept together with the copy. */
export async function answersTo(copy: Kept, answers: readonly Answer[], world: World): Promise<Changes> {
  const delivered = copy.ticks?.delivered ?? copy.at;
  const messages: Kept[] = [];
  const deeds: Deed[] = [];
  for (const answer of answers) {
    const at = delivered + world.paced(answer.afterMs);
    if ('write' in answer) {
      const message = written(world.newId, reader(copy.chatId, at, answer.hidden), writing(answer, copy));
      messages.push(message);
      if (answer.twice) deeds.push(newDeed(world.newId, { type: 'message', ...heard(message, at) }));
      continue;
    }
    const { message, deed } = done(answer, reader(copy.chatId, at), copy, messages.at(-1), world);
    if (message && message.id !== copy.id) messages[messages.length - 1] = message;
    deeds.push(deed);
  }
  const firstAt = messages[0]?.at;
  const people = firstAt === undefined ? [] : [await asWriter(world, personOf(copy.chatId), firstAt)];
  return { messages, deeds, people };
}

/** What is known of a person who writes; whoever wrote once may be written to for good. */
export async function asWriter(world: World, person: Person, at: number): Promise<KeptPerson> {
  const known = await world.person(personId(person) as PersonId);
  return { ...known, person: { ...known.person, ...person }, wroteAt: Math.min(known.wroteAt ?? Infinity, at) };
}

function writing({ write, quoting }: Extract<Answer, { write: unknown }>, copy: Kept) {
  return quoting ? { content: write, replyTo: copy.providerId } : { content: write };
}

function done(answer: Exclude<Answer, { write: unknown }>, doer: Doer, copy: Kept, last: Kept | undefined, { newId }: World): Done {
  if ('react' in answer) return reacted(newId, doer, copy, answer.react);
  if ('vote' in answer) return voted(newId, doer, copy, answer.vote);
  if ('call' in answer) return called(newId, doer, answer.call === 'video');
  const own = last ?? copy;
  return 'edit' in answer ? edited(newId, doer, own, answer.edit) : revoked(newId, doer, own);
}

function reader(chatId: ChatId, at: number, hidden = false): Doer {
  const person = hidden ? { lid: `${chatId.slice(1)}@lid` } : personOf(chatId);
  return { chatId: hidden ? `${chatId.slice(1)}@lid` : chatId, from: person, fromMe: false, at };
}
