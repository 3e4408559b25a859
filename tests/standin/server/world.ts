import { randomBytes } from 'node:crypto';
import { createPages } from './pages.ts';
import type { News } from './pages.ts';
import { createPeople, personWid } from './people.ts';
import type { Settings } from './options.ts';

/** A message on the wire: identities are text, the rest is what the page's message model holds. */
export type Message = {
  id: string;
  from: string;
  to: string;
  author?: string;
  type: string;
  t: number;
  ack: number;
  body?: string;
} & Record<string, unknown>;

export type Chat = { id: string; name?: string; t: number; unreadCount: number; group?: Group } & Record<string, unknown>;

export type Group = {
  id: string;
  subject: string;
  desc: string | null;
  descId: string | null;
  owner: string;
  creation: number;
  inviteCode: string;
  announce: boolean;
  restrict: boolean;
  memberAddMode: 'admin_add' | 'all_member_add';
  membershipApprovalMode: boolean;
  /** By phone wid. */
  participants: Map<string, { admin: boolean; superadmin: boolean }>;
  requests: Map<string, number>;
  picture: string | null;
};

/** A device that was linked, and what it said it was. */
export type Device = { id: string; as: unknown; linkedAt: number };

export type Account = {
  phone: string;
  lid: string;
  name: string;
  platform: string;
  devices: Map<string, Device>;
  chats: Map<string, Chat>;
  messages: Map<string, Message>;
  blocked: Set<string>;
  saved: Map<string, string>;
  /** Who wrote to it, and so may be answered while first contacts are refused. */
  wroteFirst: Set<string>;
};

/** Something an account did: kept for ever, with the bytes of its file. */
export type Deed = { account: string; at: number; kind: string } & Record<string, unknown>;

export type Faults = {
  /** First contacts are refused with 463. */
  restrictCold: boolean;
  /** Each message is refused with this code. */
  refuseSends: number | null;
  /** Messages go, but nothing is answered. */
  loseAnswers: boolean;
  /** Every call takes so much longer. */
  slowMs: number;
  /** Media are no longer there. */
  mediaGone: boolean;
};

export type World = ReturnType<typeof createWorld>;

/** All that WhatsApp's server and everybody's phones know. */
export function createWorld(settings: Settings) {
  const accounts = new Map<string, Account>();
  const pages = createPages();
  const faults: Faults = { restrictCold: false, refuseSends: null, loseAnswers: false, slowMs: 0, mediaGone: false };

  return {
    settings,
    accounts,
    pages,
    faults,
    people: createPeople(),
    groups: new Map<string, Group>(),
    media: new Map<string, Buffer>(),
    deeds: [] as Deed[],
    unknown: new Set<string>(),
    pageErrors: [] as string[],
    timers: new Set<NodeJS.Timeout>(),
    account(id: string): Account {
      const account = accounts.get(personWid(id));
      if (!account) throw new Error(`no account of the number ${id} was ever linked`);
      return account;
    },
    /** News to every page of an account; true when one is listening right now. */
    tell(account: Account, news: News): boolean {
      const listening = pages.of(account.phone);
      for (const page of listening) pages.push(page, news);
      return listening.some(({ open }) => open);
    },
  };
}

export const now = () => Math.floor(Date.now() / 1000);
export const newId = (prefix = '3A') => prefix + randomBytes(9).toString('hex').toUpperCase();

/** Takes the id out of a message key, or the text itself when it is no key. */
export function bareId(key: string): string {
  return key.split('_')[2] ?? key;
}

/** A message by its whole key or by the id in it. */
export function findMessage(account: Account, key: string): Message | undefined {
  return account.messages.get(key) ?? [...account.messages.values()].find(({ id }) => bareId(id) === bareId(key));
}

/** Does it later, unless the world has ended by then. */
export function later(world: World, ms: number, deed: () => void): void {
  const timer = setTimeout(() => {
    world.timers.delete(timer);
    deed();
  }, ms);
  world.timers.add(timer);
}
