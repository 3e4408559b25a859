import type { Readable } from 'node:stream';
import { OutgoingContent } from '../channels.schema.ts';
import type { ChatId, PersonId, Phone, ProviderId } from '../channels.schema.ts';
import { capabilityWords, sendCapabilities } from '../contract.ts';
import type { Channel, ChannelTraits, Groups, MessageQuery, MessageRef, OutgoingMessage, StartOptions } from '../contract.ts';
import { ChannelError, notConnected, notSupported } from '../errors.ts';
import { createControls } from './controls.ts';
import type { Kept } from './kept.ts';
import { mannerOf } from './manners.ts';
import { Post } from './post.ts';
import { openSamplePicture } from './samples.ts';
import type { SandboxControls } from './sandbox.schema.ts';
import { startSession } from './session.ts';
import type { Session } from './session.ts';
import { openWorld } from './world.ts';

/** WhatsApp's own terms for changing what was sent. */
const EDIT_WITHIN_MS = 15 * 60_000;
const REVOKE_WITHIN_MS = 60 * 3_600_000;

export const sandboxTraits: ChannelTraits = {
  kind: 'sandbox',
  capabilities: new Set([...sendCapabilities, ...capabilityWords.filter((word) => word !== 'screenshot')]),
  startGapMs: 0,
  needsMemory: false,
  linkedInFolder: false,
};

/** The hands over a sandbox client that runs nowhere: what happens now is heard when it next runs. */
export async function openSandbox(options: Pick<StartOptions, 'store' | 'clock' | 'random' | 'log'>): Promise<SandboxControls> {
  const { clock, random, log } = options;
  const world = await openWorld(options);
  const post = new Post({ world, clock, log, tell: async () => false });
  return createControls({ world, post, random, live: null });
}

/** WhatsApp with no phone, in this process. */
export class SandboxChannel implements Channel {
  readonly kind = 'sandbox';
  #starting: Promise<Session> | null = null;
  #session: Session | null = null;
  #ending: Promise<void> | null = null;

  async start(options: StartOptions): Promise<void> {
    this.#starting = classified(() => startSession(options));
    this.#session = await this.#starting;
  }

  stop(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** Also ends what is only just coming up; a start that failed has left nothing. */
  async #end(): Promise<void> {
    const session = await this.#starting?.catch(() => null);
    await session?.end();
  }

  async logout(): Promise<void> {
    const session = await this.#starting;
    await classified(async () => session?.world.setPhoneNumber(null));
    await this.stop();
  }

  requestPairingCode(phone: Phone) {
    return classified(async () => this.#started().linking.requestPairingCode(phone));
  }

  async probe() {
    const session = this.#session;
    return { alive: session?.isConnected() ?? false, lastEventAt: session?.lastEventAt() ?? null };
  }

  async screenshot(): Promise<Uint8Array> {
    throw notSupported(this.kind, 'a screenshot, since it has no browser');
  }

  send(message: OutgoingMessage) {
    return this.#call(({ send }) => send(message));
  }

  forward(message: MessageRef, to: ChatId, ownId: string) {
    return this.#call(async ({ send, world }) => {
      const content = OutgoingContent.safeParse((await world.message(message.providerId)).content);
      if (!content.success) throw new ChannelError('not_sent', 'content_rejected', 'A message of this kind cannot be forwarded.');
      return send({ to, content: content.data, ownId, forwarded: true });
    });
  }

  edit(message: MessageRef, { body }: { body: string }) {
    return this.#change(message, EDIT_WITHIN_MS, (target, now) => ({
      ...target,
      edit: { at: now, content: { type: 'text', text: { body } } },
    }));
  }

  revoke(message: MessageRef) {
    return this.#change(message, REVOKE_WITHIN_MS, (target, now) => ({ ...target, revokedAt: now }));
  }

  react(message: MessageRef, emoji: string) {
    return this.#call(async ({ world }) => {
      const target = await world.message(message.providerId);
      await world.keep({ changed: [{ ...target, reactions: { ...target.reactions, me: emoji } }] });
    });
  }

  star(message: MessageRef, starred: boolean) {
    return this.#call(async ({ world }) => world.keep({ changed: [{ ...(await world.message(message.providerId)), starred }] }));
  }

  markRead(chatId: ChatId, upTo?: ProviderId) {
    return this.#call(async ({ world }) => {
      const time = upTo === undefined ? world.now() : (await world.message(upTo)).at;
      await world.setReadUpTo(chatId, time);
    });
  }

  showState() {
    return this.#call(async () => undefined);
  }

  findMessage(query: MessageQuery) {
    return this.#call(({ reading }) => reading.findMessage(query));
  }

  history(chatId: ChatId, options: { since: Date; limit: number }) {
    return this.#call(({ reading }) => reading.history(chatId, options));
  }

  downloadMedia(mediaRef: string): Promise<Readable> {
    return this.#call(async ({ openFile }) => {
      try {
        return await openFile(mediaRef);
      } catch (cause) {
        throw new ChannelError('not_sent', 'media_missing', 'This file is no longer there.', { cause });
      }
    });
  }

  checkNumbers(numbers: readonly Phone[]) {
    return this.#call(async ({ reading }) => reading.checkNumbers(numbers));
  }

  /** Only the scripted people have one. */
  profilePicture(id: PersonId): Promise<Readable | null> {
    return this.#call(async () => (mannerOf(id) ? openSamplePicture() : null));
  }

  setBlocked(person: PersonId, blocked: boolean) {
    return this.#call(async ({ world }) => world.keep({ people: [{ ...(await world.person(person)), blocked }] }));
  }

  contacts() {
    return this.#call(({ reading }) => reading.contacts());
  }

  chats(options: { since?: Date } = {}) {
    return this.#call(({ reading }) => reading.chats(options.since));
  }

  readonly groups: Groups = {
    list: () => this.#call(({ groups }) => groups.list()),
    create: (...asked) => this.#call(({ groups }) => groups.create(...asked)),
    setSubject: (...asked) => this.#call(({ groups }) => groups.setSubject(...asked)),
    setDescription: (...asked) => this.#call(({ groups }) => groups.setDescription(...asked)),
    changeParticipants: (...asked) => this.#call(({ groups }) => groups.changeParticipants(...asked)),
    inviteLink: (...asked) => this.#call(({ groups }) => groups.inviteLink(...asked)),
    renewInviteLink: (...asked) => this.#call(({ groups }) => groups.renewInviteLink(...asked)),
    join: (...asked) => this.#call(({ groups }) => groups.join(...asked)),
    leave: (...asked) => this.#call(({ groups }) => groups.leave(...asked)),
    joinRequests: (...asked) => this.#call(({ groups }) => groups.joinRequests(...asked)),
    answerJoinRequests: (...asked) => this.#call(({ groups }) => groups.answerJoinRequests(...asked)),
  };

  get sandbox(): SandboxControls {
    return this.#started().controls;
  }

  #started(): Session {
    if (!this.#session) throw notConnected();
    return this.#session;
  }

  #call<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return classified(async () => {
      const session = this.#started();
      if (!session.isConnected()) throw notConnected();
      return work(session);
    });
  }

  #change(message: MessageRef, withinMs: number, change: (target: Kept, now: number) => Kept): Promise<void> {
    return this.#call(async ({ world }) => {
      const target = await world.message(message.providerId);
      if (!target.fromMe) throw new ChannelError('not_sent', 'message_not_found', 'Only own messages can be changed.');
      if (world.now() - target.at > withinMs)
        throw new ChannelError('not_sent', 'too_late', 'WhatsApp no longer lets this message be changed.');
      await world.keep({ changed: [change(target, world.now())] });
    });
  }
}

/** What comes out of the store when it fails is not the caller's business: the call may be repeated. */
async function classified<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ChannelError) throw cause;
    throw new ChannelError('retryable', 'service_unavailable', 'The sandbox could not reach its store.', { cause });
  }
}
