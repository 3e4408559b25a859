import { chatIdOf, isPerson, messagesOf, STATUS_CHAT, openChat, wireChat, wireContact } from './chats.ts';
import type { Linking } from './linking.ts';
import type { Page } from './pages.ts';
import { personWid } from './people.ts';
import { takeFromPage } from './posting.ts';
import type { Account, Message, World } from './world.ts';
import { findMessage } from './world.ts';

/** What a page gives with a call; every field is the page's word. */
export type Parameters = Record<string, unknown>;
export type Asked = { world: World; linking: Linking; page: Page; account: Account; given: Parameters };
export type Answers = Record<string, (asked: Asked) => unknown>;

/** A refusal that the page throws as WhatsApp's server error. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

// How many messages of each chat are there without asking for earlier ones.
const SYNCED_PER_CHAT = 20;
const EARLIER_AT_ONCE = 20;

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/** Notes down what an account did, for whoever asks later. */
export function note({ world, account }: Asked, kind: string, more: Record<string, unknown>): void {
  world.deeds.push({ account: account.phone, at: Date.now(), kind, ...more });
}

/** What a page may ask before it is linked. */
export const openAnswers: Record<string, (asked: Omit<Asked, 'account'>) => unknown> = {
  refreshQR: ({ linking, page }) => linking.refreshQr(page),
  pairingCode: ({ linking, page, given }) => linking.newPairingCode(page, text(given['phone'])),
  passkeyAnswered: ({ linking, page }) => linking.answerPasskey(page),
  unknown: ({ world, given }) => void world.unknown.add(text(given['path'])),
  pageError: ({ world, given }) => void world.pageErrors.push(text(given['text'])),
};

/** What a linked page asks about itself, its chats and its messages. */
export const chatAnswers: Answers = {
  kept: ({ account, page, given }) => {
    const device = account.devices.get(page.device ?? '');
    if (device) device.as = given['as'];
  },
  leave: ({ linking, page }) => linking.leave(page),
  takeover: ({ page, world }) => world.pages.push(page, { kind: 'state', state: 'CONNECTED' }),
  sync: ({ world, account }) => sync(world, account),
  send: ({ world, account, given }) => takeFromPage(world, account, given['message'] as Message),
  chatOf: ({ world, account, given }) => ({ id: chatIdOf(world, account, text(given['id'])) }),
  openChat: ({ world, account, given }) => wireChat(world, account, openChat(world, account, text(given['id']))),
  openContact: ({ world, account, given }) => wireContact(world, account, text(given['id'])),
  seen: (asked) => {
    const chat = openChat(asked.world, asked.account, text(asked.given['chat']));
    chat.unreadCount = 0;
    note(asked, 'seen', { chat: chat.id });
  },
  chatState: (asked) => note(asked, 'chatState', asked.given),
  presence: (asked) => note(asked, 'presence', asked.given),
  setName: ({ account, given }) => void (account.name = text(given['name'])),
  getMessages: ({ account, given }) => texts(given['ids']).flatMap((id) => findMessage(account, id) ?? []),
  search: ({ account, given }) =>
    [...account.messages.values()]
      .filter(({ body, id }) => (body ?? '').includes(text(given['query'])) && (!given['chat'] || id.split('_')[1] === given['chat']))
      .slice(0, Number(given['count'] ?? 50)),
  earlier: ({ account, given }) => {
    const all = messagesOf(account, text(given['chat']));
    const oldest = all.findIndex(({ id }) => id === given['before']);
    const end = oldest === -1 ? all.length : oldest;
    return all.slice(Math.max(0, end - EARLIER_AT_ONCE), end);
  },
  queryExists: (asked) => {
    note(asked, 'queryExists', asked.given);
    const id = personWid(text(asked.given['id']));
    const person = id.endsWith('@lid') ? asked.world.people.known(id) : asked.world.people.find(id);
    if (!person?.registered) return null;
    return { phone: person.hidden ? null : person.phone, lid: person.lid, business: person.business };
  },
  stanza: (asked) => note(asked, 'stanza', asked.given),
};

function sync(world: World, account: Account): unknown {
  const chats = [...account.chats.values()];
  const people = chats.filter(({ id }) => isPerson(id)).map(({ id }) => id);
  const saved = [...account.saved.keys()];
  const ids = new Set([
    account.phone,
    ...saved,
    ...people,
    ...people.flatMap((id) => (world.people.find(id).hidden ? [] : [world.people.find(id).phone])),
  ]);
  return {
    chats: chats.map((chat) => wireChat(world, account, chat)),
    contacts: [...ids].map((id) => wireContact(world, account, id)),
    messages: [...chats.map(({ id }) => id), STATUS_CHAT].flatMap((id) => messagesOf(account, id).slice(-SYNCED_PER_CHAT)),
    blocked: [...account.blocked],
  };
}
