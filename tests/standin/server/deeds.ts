import { note, Refusal, text, texts } from './answers.ts';
import type { Answers } from './answers.ts';
import { messagesOf, openChat } from './chats.ts';
import { newId } from './world.ts';
import type { Account, Message, World } from './world.ts';
import { bareId, findMessage } from './world.ts';

/** Somebody's mark on a message. */
export type Reaction = { sender: string; emoji: string; at: number };
export type Vote = { sender: string; options: number[]; at: number };

/** The message that a key names, or the server's refusal. */
export function messageIn(account: Account, key: string): Message {
  const message = findMessage(account, key);
  if (!message) throw new Refusal(404, `there is no message ${key}`);
  return message;
}

/** Does the same to the copies that other accounts of this world hold. */
export function mirror(world: World, own: Account, key: string, deed: (other: Account, copy: Message) => void): void {
  for (const other of world.accounts.values()) {
    const copy = other === own ? undefined : [...other.messages.values()].find(({ id }) => bareId(id) === bareId(key));
    if (copy) deed(other, copy);
  }
}

/** New words for a message that is there. */
export function changeWords(world: World, account: Account, message: Message, body: string): void {
  const changes = message['directPath'] ? { caption: body } : { body };
  Object.assign(message, changes);
  world.tell(account, { kind: 'edited', id: message.id, changes, at: Date.now() });
}

/** Takes a message back from everybody. */
export function takeBack(world: World, account: Account, message: Message, by: 'sender' | 'admin'): void {
  Object.assign(message, { type: 'revoked', body: undefined, caption: undefined, directPath: undefined, subtype: by });
  world.tell(account, { kind: 'revoked', id: message.id, by });
}

/** Keeps one reaction for each person; an empty emoji takes it back. */
export function keepReaction(world: World, account: Account, message: Message, { sender, emoji, at }: Reaction): void {
  const others = reactionsOf(message).filter((reaction) => reaction.sender !== sender);
  message['reactions'] = emoji ? [...others, { sender, emoji, at }] : others;
  message['hasReaction'] = reactionsOf(message).length > 0;
  const [, chat] = message.id.split('_');
  const fromMe = sender === account.phone || sender === account.lid;
  const id = [fromMe, chat, newId(), ...(chat?.endsWith('@g.us') ? [sender] : [])].join('_');
  world.tell(account, { kind: 'reaction', id, parent: message.id, emoji, sender, at, ack: fromMe ? 1 : 0 });
}

/** Keeps one vote for each person. */
export function keepVote(world: World, account: Account, message: Message, { sender, options, at }: Vote): void {
  message['votes'] = [...votesOf(message).filter((vote) => vote.sender !== sender), { sender, options, at }];
  const [, chat] = message.id.split('_');
  const fromMe = sender === account.phone || sender === account.lid;
  const id = [fromMe, chat, newId(), ...(chat?.endsWith('@g.us') ? [sender] : [])].join('_');
  world.tell(account, { kind: 'vote', id, parent: message.id, options, sender, at });
}

const reactionsOf = (message: Message) => (message['reactions'] ?? []) as Reaction[];
const votesOf = (message: Message) => (message['votes'] ?? []) as Vote[];

/** Ourselves, as a chat names us. */
export const ownIn = (account: Account, message: Message) => (message.id.split('_')[1]?.endsWith('@lid') ? account.lid : account.phone);

/** What a linked browser does to messages and chats. */
export const deedAnswers: Answers = {
  edit: (asked) => {
    const { world, account, given } = asked;
    const message = messageIn(account, text(given['id']));
    note(asked, 'edit', given);
    Object.assign(message, message['directPath'] ? { caption: given['body'] } : { body: given['body'] });
    mirror(world, account, message.id, (other, copy) => changeWords(world, other, copy, text(given['body'])));
  },
  revoke: (asked) => {
    const { world, account, given } = asked;
    const message = messageIn(account, text(given['id']));
    note(asked, 'revoke', given);
    takeBack(world, account, message, message.self === 'out' ? 'sender' : 'admin');
    mirror(world, account, message.id, (other, copy) => takeBack(world, other, copy, 'sender'));
  },
  remove: (asked) => {
    const message = messageIn(asked.account, text(asked.given['id']));
    note(asked, 'remove', asked.given);
    asked.account.messages.delete(message.id);
    asked.world.tell(asked.account, { kind: 'removed', id: message.id });
  },
  star: (asked) => {
    note(asked, 'star', asked.given);
    for (const id of texts(asked.given['ids'])) messageIn(asked.account, id)['star'] = asked.given['starred'];
  },
  react: (asked) => {
    const { world, account, given } = asked;
    const message = messageIn(account, text(given['id']));
    const emoji = text(given['emoji']);
    note(asked, 'react', given);
    keepReaction(world, account, message, { sender: ownIn(account, message), emoji, at: Date.now() });
    mirror(world, account, message.id, (other, copy) => keepReaction(world, other, copy, { sender: account.phone, emoji, at: Date.now() }));
  },
  vote: (asked) => {
    const { world, account, given } = asked;
    const message = messageIn(account, text(given['id']));
    note(asked, 'vote', given);
    keepVote(world, account, message, { sender: ownIn(account, message), options: given['options'] as number[], at: Date.now() });
  },
  pin: (asked) => note(asked, 'pin', asked.given),
  reactions: ({ account, given }) => reactionsOf(messageIn(account, text(given['id']))),
  votes: ({ account, given }) => votesOf(messageIn(account, text(given['id']))),
  messageInfo: ({ account, given }) => {
    const { ack, to, t } = messageIn(account, text(given['id']));
    const heard = (least: number) => (ack >= least ? [{ id: to, t }] : []);
    return { delivery: heard(2), deliveryRemaining: 1 - heard(2).length, read: heard(3), readRemaining: 1 - heard(3).length, played: [] };
  },
  historyRequest: (asked) => note(asked, 'historyRequest', asked.given),
  resend: (asked) => note(asked, 'resend', asked.given),
  clearChat: ({ account, given }) => {
    for (const { id } of messagesOf(account, text(given['chat']))) account.messages.delete(id);
  },
  deleteChat: ({ account, given }) => {
    for (const { id } of messagesOf(account, text(given['chat']))) account.messages.delete(id);
    account.chats.delete(text(given['chat']));
  },
  changeChat: (asked) => {
    Object.assign(openChat(asked.world, asked.account, text(asked.given['chat'])), asked.given['changes']);
  },
};
