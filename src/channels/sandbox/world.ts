import type { Random } from '../../platform/clock.ts';
import type { AlarmClock } from '../alarm-clock.ts';
import type { ChatId, GroupId, Person, PersonId, Phone, ProviderId } from '../channels.schema.ts';
import type { ChannelStore } from '../contract.ts';
import { ChannelError } from '../errors.ts';
import type { Deed, Kept } from './kept.ts';
import type { SandboxFaults } from './sandbox.schema.ts';

/** What is known of a person beyond the number. */
export type KeptPerson = { id: PersonId; person: Person; wroteAt?: number; blocked?: boolean };

export type KeptGroup = {
  groupId: GroupId;
  subject: string;
  description: string;
  members: { id: PersonId; admin: boolean }[];
  /** What our own number is in it. */
  me: 'admin' | 'member' | 'out';
  invite: string;
  requests: PersonId[];
};

/** How far the telling got: everything due up to `until`, of messages from `from` on. */
export type Told = { until: number; from: string };

/** Things to keep together or not at all. */
export type Changes = {
  messages?: readonly Kept[];
  /** Messages kept before, as they stand now. */
  changed?: readonly Kept[];
  deeds?: readonly Deed[];
  people?: readonly KeptPerson[];
  groups?: readonly KeptGroup[];
};

type Link = { phoneNumber: Phone };

/** Where the store has the link: whoever takes it away has unlinked the phone. */
export const SANDBOX_LINK_KEY = 'link';

const ID_PREFIX = '3EB0';
const ID_AT_THE_END = /_(3EB0[0-9A-F]{18})$/;
const TIME_DIGITS = 11;
const PER_MS = 16 ** 3;

/**
 * The whole other side of one sandbox client: its phone's link, everyone's copies of messages, people, groups and the switches
 * for faults. It lives in the client's store; only the link and the switches are also held in memory.
 */
export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld({ store, clock, random }: { store: ChannelStore; clock: AlarmClock; random: Random }) {
  let link = ((await store.get(SANDBOX_LINK_KEY)) ?? null) as Link | null;
  let faults = ((await store.get('faults')) ?? {}) as SandboxFaults;
  const told = ((await store.get('told')) ?? { until: 0, from: '' }) as Told;
  const now = timeThatOnlyGrows(clock, told);
  const newId = idsInOrder(now, random);

  const all = async <Value>(prefix: string, after?: string) =>
    (await store.list(prefix, after === undefined ? {} : { after: prefix + after })).map(({ value }) => value as Value);

  return {
    now,
    newId,
    phoneNumber: () => link?.phoneNumber ?? null,
    async setPhoneNumber(phoneNumber: Phone | null) {
      await store.set({ [SANDBOX_LINK_KEY]: phoneNumber && { phoneNumber } });
      link = phoneNumber === null ? null : { phoneNumber };
    },

    faults: () => faults,
    async setFaults(changed: SandboxFaults) {
      await store.set({ faults: changed });
      faults = changed;
    },
    /** A delay at this world's speed. */
    paced: (ms: number) => Math.round(ms / (faults.speed ?? 1)),
    downUntil: async () => Number((await store.get('down')) ?? 0),
    setDownUntil: (time: number) => store.set({ down: time }),

    keep: (changes: Changes) => store.set(entriesOf(changes)),
    deeds: () => all<Deed>('e/'),
    forgetDeed: (deed: Deed) => store.delete(`e/${deed.id}`),
    told,
    setTold: (told: Told) => store.set({ told }),

    /** Messages in the order they were kept, from that time or that id on. */
    messages: (from: Date | string = '') => all<Kept>('m/', typeof from === 'string' ? from : idsFrom(from.getTime())),
    async findMessage(providerId: ProviderId): Promise<Kept | null> {
      const id = ID_AT_THE_END.exec(providerId)?.[1];
      if (id !== undefined) return ((await store.get(`m/${id}`)) ?? null) as Kept | null;
      return (await all<Kept>('m/')).find((kept) => kept.providerId === providerId) ?? null;
    },
    async message(providerId: ProviderId): Promise<Kept> {
      const found = await this.findMessage(providerId);
      if (!found) throw new ChannelError('not_sent', 'message_not_found', 'There is no such message.');
      return found;
    },

    people: () => all<KeptPerson>('p/'),
    person: async (id: PersonId) => ((await store.get(`p/${id}`)) ?? { id, person: {} }) as KeptPerson,
    groups: () => all<KeptGroup>('g/'),
    findGroup: async (id: GroupId) => ((await store.get(`g/${id}`)) ?? null) as KeptGroup | null,

    readUpTo: async (chatId: ChatId) => Number((await store.get(`r/${chatId}`)) ?? 0),
    setReadUpTo: (chatId: ChatId, time: number) => store.set({ [`r/${chatId}`]: time }),
  };
}

function entriesOf({ messages = [], changed = [], deeds = [], people = [], groups = [] }: Changes): Record<string, unknown> {
  return Object.fromEntries([
    ...[...messages, ...changed].map((kept) => [`m/${kept.id}`, kept]),
    ...deeds.map((deed) => [`e/${deed.id}`, deed]),
    ...people.map((person) => [`p/${person.id}`, person]),
    ...groups.map((group) => [`g/${group.groupId}`, group]),
  ]);
}

/** WhatsApp's form of a provider id: whose, where, which. */
export function providerIdOf(fromMe: boolean, chatId: ChatId, id: string): ProviderId {
  return `${fromMe}_${chatId}_${id}`;
}

/** Ids that look like WhatsApp's and sort by time, so that the store's order is the order of the messages. */
function idsInOrder(time: () => number, random: Random): () => string {
  let lastMs = 0;
  let count = 0;
  return () => {
    const now = Math.max(time(), lastMs);
    count = now === lastMs ? count + 1 : 0;
    lastMs = count === PER_MS ? now + 1 : now;
    count %= PER_MS;
    return idsFrom(lastMs) + hex(count, 3) + hex(Math.floor(random() * 16 ** 4), 4);
  };
}

/**
 * The world's own time: the clock's, but never before what was told already, else a message kept by a node whose clock is
 * behind would pass for told.
 */
function timeThatOnlyGrows(clock: AlarmClock, { from }: Told): () => number {
  let last = from === '' ? 0 : timeOf(from) + 1;
  return () => (last = Math.max(last, clock.now().getTime()));
}

function timeOf(id: string): number {
  return Number.parseInt(id.slice(ID_PREFIX.length, ID_PREFIX.length + TIME_DIGITS), 16);
}

/** What all ids of that millisecond begin with. */
function idsFrom(ms: number): string {
  return ID_PREFIX + hex(Math.max(0, ms), TIME_DIGITS);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
