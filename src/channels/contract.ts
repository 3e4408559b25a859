import type { Readable } from 'node:stream';
import type { Random } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { ChannelEvent, HeardMessage, MessageStatus } from './channel-events.ts';
import type {
  BrowserProfile,
  ChatId,
  GroupId,
  OutgoingContent,
  OutgoingType,
  Person,
  PersonId,
  Phone,
  ProviderId,
} from './channels.schema.ts';
import { outgoingKinds } from './channels.schema.ts';
import type { SandboxControls } from './sandbox/sandbox.schema.ts';

/**
 * The one seam between Waxwing and any WhatsApp.
 *
 * A channel is one life of one client's session: made, started once, ended by `stop`, by `logout` or by a `disconnected`
 * event, and then replaced by a new one. It heals short troubles by itself; once it reports `disconnected` it will not come
 * back, and whoever started it calls `stop` (always safe, also twice) and starts another: one way back for every crash.
 *
 * Every call fails with a `ChannelError` and nothing else. What a channel cannot do is `not_supported`, as its
 * `capabilities` say beforehand.
 */
export type Channel = {
  readonly kind: ChannelKind;

  /**
   * Brings the session up and resolves once it is under way: what happens next (a code to scan, `ready`) comes as events.
   * Rejects when it cannot even begin; then nothing is left running.
   */
  start(options: StartOptions): Promise<void>;
  /** Ends the session and keeps the link; resolves when everything is let go and every event heard has been handed over. */
  stop(): Promise<void>;
  /** Unlinks on the other side too, then ends as `stop` does; no `disconnected` follows, since it was asked for. */
  logout(): Promise<void>;
  /** A code to type on the phone in place of the QR; also comes as an event. */
  requestPairingCode(phone: Phone): Promise<{ code: string; expiresAt: Date }>;
  /** A round trip to the other end: says whether the session is really alive, whatever it claims. */
  probe(): Promise<Health>;
  /** What the session's browser shows, as PNG. */
  screenshot(): Promise<Uint8Array>;

  /** Resolves when WhatsApp's server has the message (its first tick), never earlier. */
  send(message: OutgoingMessage): Promise<Sent>;
  forward(message: MessageRef, to: ChatId, ownId: string): Promise<Sent>;
  edit(message: MessageRef, text: { body: string; mentions?: PersonId[] | undefined }): Promise<void>;
  /** Takes a message back for everyone. */
  revoke(message: MessageRef): Promise<void>;
  /** An empty emoji takes the reaction back. */
  react(message: MessageRef, emoji: string): Promise<void>;
  star(message: MessageRef, starred: boolean): Promise<void>;
  /** Marks a chat as read up to that message, or all of it. */
  markRead(chatId: ChatId, upTo?: ProviderId): Promise<void>;
  /** What the person sees us doing; WhatsApp itself forgets it after some seconds. */
  showState(chatId: ChatId, state: 'typing' | 'recording' | 'idle'): Promise<void>;

  /** "Did this go?", asked after a lost answer. */
  findMessage(query: MessageQuery): Promise<FoundMessage>;
  /** A chat's messages since a time, oldest first, our own among them. */
  history(chatId: ChatId, options: { since: Date; limit: number }): Promise<HeardMessage[]>;
  /** A file that a heard message named; the same reference works again, also after a restart. */
  downloadMedia(mediaRef: string): Promise<Readable>;

  checkNumbers(numbers: readonly Phone[]): Promise<NumberCheck[]>;
  profilePicture(id: ChatId): Promise<Readable | null>;
  setBlocked(person: PersonId, blocked: boolean): Promise<void>;
  contacts(): Promise<ChannelContact[]>;
  /** Chats with anything in them since that time, the newest first; all of them without one. */
  chats(options?: { since?: Date }): Promise<Chat[]>;
  readonly groups: Groups;

  /** The other side's hands, on sandbox sessions only. */
  readonly sandbox?: SandboxControls;
};

/** A group's own calls; each says for every person asked for what became of them. */
export type Groups = {
  list(): Promise<Group[]>;
  create(subject: string, people: readonly PersonId[]): Promise<{ group: Group; results: ParticipantResult[] }>;
  setSubject(groupId: GroupId, subject: string): Promise<void>;
  /** An empty description deletes it. */
  setDescription(groupId: GroupId, description: string): Promise<void>;
  changeParticipants(
    groupId: GroupId,
    change: 'add' | 'remove' | 'promote' | 'demote',
    people: readonly PersonId[],
  ): Promise<ParticipantResult[]>;
  inviteLink(groupId: GroupId): Promise<string>;
  /** The old link stops working. */
  renewInviteLink(groupId: GroupId): Promise<string>;
  /** Joins by an invite link; the answer is the group, or null when an admin must approve first. */
  join(inviteLink: string): Promise<GroupId | null>;
  leave(groupId: GroupId): Promise<void>;
  joinRequests(groupId: GroupId): Promise<Person[]>;
  answerJoinRequests(groupId: GroupId, people: readonly PersonId[], answer: 'approve' | 'reject'): Promise<ParticipantResult[]>;
};

export type ChannelKind = 'web' | 'cloud' | 'sandbox';

/** What is true of every channel of a kind; known without starting one, also on a node that holds none. */
export type ChannelTraits = {
  kind: ChannelKind;
  capabilities: ReadonlySet<Capability>;
  /** How far apart two starts on one node must be. */
  startGapMs: number;
  /** Each session takes so much memory that a machine can have room for no more. */
  needsMemory: boolean;
  /** The link lies in the session's folder: only a node that sees the folder can go on with it. */
  linkedInFolder: boolean;
};

export type Capability = `send.${OutgoingType}` | (typeof capabilityWords)[number];
export const capabilityWords = [
  'link.qr',
  'link.pairing_code',
  'screenshot',
  'forward',
  'edit',
  'revoke',
  'react',
  'star',
  'mark_read',
  'show_state',
  'find_message', // exactly, by own id; without it `findMessage` may answer `cannot_know`
  'history',
  'download_media',
  'check_numbers',
  'profile_picture',
  'block',
  'contacts',
  'chats',
  'groups',
] as const;

export const sendCapabilities = (Object.keys(outgoingKinds) as OutgoingType[]).map((type) => `send.${type}` as const);

export type StartOptions = {
  clientId: string;
  clock: AlarmClock;
  random: Random;
  log: Log;
  store: ChannelStore;
  /**
   * Takes over what was heard, each chat's events in their order: once it resolves, the events are safe. The next batch, made of all that came
   * meanwhile, is handed over only then (back-pressure, and one transaction for many events when it is busy). When it rejects,
   * the same batch is offered again, after a growing pause, until the session ends; so an event may be seen twice (`eventKey`).
   * Nothing follows a `disconnected`. What was done through the channel may be heard as an event as well (ticks always are).
   * Never await `stop` or `logout` inside: they wait for this.
   */
  emit: Emit;
  /** Reads a file that Waxwing holds, by the `mediaRef` of an outgoing content. */
  openMedia: (mediaRef: string) => Promise<Readable>;
  /** This client's own folder (mode 0700) for what cannot live in the store, such as a browser's profile. */
  sessionFolder: string;
  /** `http://`, `https://` or `socks5://` with credentials; without it, the server's own address. */
  proxyUrl?: string;
  profile?: BrowserProfile;
  /** What this kind of channel needs for this client (a pinned build, a Cloud number's credentials), checked by the channel. */
  settings?: Record<string, unknown>;
};

export type Emit = (events: readonly ChannelEvent[]) => void | Promise<void>;

/**
 * A client's keys and JSON values, kept where every node can reach them. A `set` that has resolved survives any crash; one
 * that this node may no longer make (its lease is lost) rejects. Strings may hold NUL and lone surrogates, so a value is
 * kept as text or `json`, never `jsonb`.
 */
export type ChannelStore = {
  /** Undefined when there is none. */
  get(key: string): Promise<unknown>;
  /** Keeps all of these entries or none. */
  set(entries: Readonly<Record<string, unknown>>): Promise<void>;
  delete(key: string): Promise<void>;
  /** Entries whose key begins with `prefix`, by key in byte order (`collate "C"`); `after` leaves out all keys up to and with that one. */
  list(prefix: string, options?: { after?: string; limit?: number }): Promise<{ key: string; value: unknown }[]>;
};

export type Health = {
  alive: boolean;
  /** Why not, for the log. */
  detail?: string;
  /** When anything was last heard; null when nothing was. */
  lastEventAt: Date | null;
  /** What the session takes outside of this process, where it takes any. */
  memoryBytes?: number;
};

export type OutgoingMessage = {
  to: ChatId;
  content: OutgoingContent;
  /** The caller's own id of this message, unique; the channel hides it in the message wherever WhatsApp gives room for it. */
  ownId: string;
  replyTo?: ProviderId;
};

/** A message by chat and id: not every WhatsApp's id says where it belongs. */
export type MessageRef = { chatId: ChatId; providerId: ProviderId };

export type Sent = MessageRef & { at: Date };

/**
 * By provider id if it is known, else by own id, else (where the channel must) by content. `since` only bounds the search: a
 * channel looks some minutes further back, for clocks differ.
 */
export type MessageQuery = { chatId: ChatId; since: Date; ownId: string; providerId?: ProviderId; content?: OutgoingContent };

/** `cannot_know`: this channel cannot tell now; perhaps a status will. Only `did_not_go` makes another send safe. */
export type FoundMessage = { found: 'went'; sent: Sent; status: MessageStatus } | { found: 'did_not_go' } | { found: 'cannot_know' };

export type NumberCheck = { number: Phone; registered: boolean | 'unknown'; lid?: string };

export type ChannelContact = { person: Person; saved: boolean; business: boolean; blocked: boolean };

export type Chat = { chatId: ChatId; name?: string; unread: number; lastMessageAt: Date | null };

export type Group = {
  groupId: GroupId;
  subject: string;
  description: string;
  participants: { person: Person; admin: boolean }[];
  /** Whether our own number is among its admins. */
  admin: boolean;
};

export type ParticipantResult = {
  person: PersonId;
  outcome: 'done' | 'already' | 'not_a_member' | 'not_registered' | 'invite_needed' | 'refused' | 'no_request';
};
