import type { Random } from '../../platform/clock.ts';
import { isGroup, personId, personOf } from '../channels.schema.ts';
import type { ChatId, Person, ProviderId } from '../channels.schema.ts';
import { ChannelError, notConnected } from '../errors.ts';
import { asWriter } from './answering.ts';
import { called, edited, reacted, revoked, voted, written } from './deeds.ts';
import type { Doer, Done, Writing } from './deeds.ts';
import { newGroup } from './groups.ts';
import type { Post } from './post.ts';
import type { SandboxMessage } from './sandbox.schema.ts';
import type { KeptGroup, World } from './world.ts';

export type ReceivingParts = { world: World; post: Post; random: Random };

/** Makes somebody do something; a linked number that is not running hears of it when it next is. */
export async function receive(message: SandboxMessage, parts: ReceivingParts): Promise<{ providerId: ProviderId }> {
  const { world, post } = parts;
  const doer = doerOf(message, parts);
  if (isWriting(message)) {
    const kept = written(world.newId, doer, writingOf(message));
    const people = doer.fromMe || !doer.from ? [] : [await asWriter(world, doer.from, doer.at)];
    if (people[0]?.blocked) throw new ChannelError('not_sent', 'recipient_refused', 'This number has blocked that person.');
    const { told } = await post.publish({ messages: [kept], people, groups: await groupOf(doer, parts) });
    await told;
    return { providerId: kept.providerId };
  }
  const { message: changed, deed } = await doneBy(message, doer, world);
  const { told } = await post.publish({ changed: changed ? [changed] : [], deeds: [deed] });
  await told;
  return { providerId: changed?.providerId ?? deed.id };
}

type Act = Extract<SandboxMessage, { type: 'reaction' | 'edit' | 'revoke' | 'poll_vote' | 'call' }>;

function isWriting(message: SandboxMessage): message is Exclude<SandboxMessage, Act> {
  return !['reaction', 'edit', 'revoke', 'poll_vote', 'call'].includes(message.type);
}

async function doneBy(act: Act, doer: Doer, world: World): Promise<Done> {
  const { newId } = world;
  switch (act.type) {
    case 'call':
      return called(newId, doer, act.call.video);
    case 'reaction':
      return reacted(newId, doer, await world.message(act.reaction.messageId), act.reaction.emoji);
    case 'edit':
      return edited(newId, doer, await world.message(act.edit.messageId), act.edit.body);
    case 'revoke':
      return revoked(newId, doer, await world.message(act.revoke.messageId));
    default:
      return voted(newId, doer, await world.message(act.poll_vote.messageId), act.poll_vote.options);
  }
}

function doerOf({ from, to, groupId, name }: SandboxMessage, { world }: ReceivingParts): Doer {
  const phone = world.phoneNumber();
  if (phone === null) throw notConnected('This number is not linked to a phone yet.');
  const fromMe = from === phone;
  const chatId: ChatId | null | undefined = groupId ?? (fromMe ? to : from);
  if (!chatId) throw new ChannelError('not_sent', 'chat_not_found', 'Say in which chat: `groupId`, or `to` for the own phone.');
  const person: Person | null = from === null ? null : { ...personOf(from), ...(name !== undefined && { name }) };
  return { chatId, from: person, fromMe, at: world.now() };
}

function writingOf(message: Exclude<SandboxMessage, Act>): Writing {
  const { from: _from, to: _to, groupId: _group, name: _name, replyTo, forwarded, providerId, ...content } = message;
  return { content, ...(replyTo && { replyTo }), ...(forwarded && { forwarded }), ...(providerId && { providerId }) };
}

/** A group that is written in for the first time exists from then on, with its writer in it. */
async function groupOf({ chatId, from }: Doer, { world, random }: ReceivingParts): Promise<KeptGroup[]> {
  if (!isGroup(chatId)) return [];
  const group = (await world.findGroup(chatId)) ?? newGroup(chatId, 'Sandbox group', 'member', random);
  const id = from && personId(from);
  if (!id || id === world.phoneNumber() || group.members.some((member) => member.id === id)) return [group];
  return [{ ...group, members: [...group.members, { id, admin: false }] }];
}
