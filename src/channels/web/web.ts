import type { ChatId, PersonId, Phone, ProviderId } from '../channels.schema.ts';
import { capabilityWords, sendCapabilities } from '../contract.ts';
import type { Channel, ChannelTraits, Groups, MessageQuery, MessageRef, OutgoingMessage, StartOptions } from '../contract.ts';
import { notConnected } from '../errors.ts';
import { widOf } from './identities/wids.ts';
import { editMessage, markRead, reactToMessage, revokeMessage, showState, starMessage } from './page/change.ts';
import { createGroups } from './reading/groups.ts';
import { createReading } from './reading/reading.ts';
import { createSending } from './sending/sending.ts';
import type { WebSession } from './session.ts';
import type { WebSettings } from './starting/settings.ts';

const CHANGES = { changes: true };
const START_GAP_MS = 5_000;
/** Linked devices no longer show buttons and lists, and only official numbers have templates. */
const CANNOT_SEND = new Set(['send.template', 'send.interactive']);

export const webTraits: ChannelTraits = {
  kind: 'web',
  capabilities: new Set([...sendCapabilities.filter((word) => !CANNOT_SEND.has(word)), ...capabilityWords]),
  startGapMs: START_GAP_MS,
  needsMemory: true,
  linkedInFolder: true,
};

type Running = {
  session: WebSession;
  sending: ReturnType<typeof createSending>;
  reading: ReturnType<typeof createReading>;
  groups: Groups;
};

/** WhatsApp Web in a browser of its own, driven by whatsapp-web.js. */
export class WebChannel implements Channel {
  readonly kind = 'web';
  readonly #settings: WebSettings;
  #running: Running | null = null;
  #ending: Promise<void> | null = null;

  constructor(settings: WebSettings) {
    this.#settings = settings;
  }

  async start(options: StartOptions): Promise<void> {
    // The library and the browser's driver take a second and 50 MB: a server without web clients does without.
    const { WebSession } = await import('./session.ts');
    if (this.#ending) throw notConnected('The session was ended before it was started.');
    const session = new WebSession(options, this.#settings);
    const { openMedia } = options;
    this.#running = {
      session,
      sending: createSending({ session, openMedia }),
      reading: createReading(session),
      groups: createGroups(session),
    };
    await session.start();
  }

  stop(): Promise<void> {
    this.#ending ??= this.#running?.session.stop() ?? Promise.resolve();
    return this.#ending;
  }

  logout(): Promise<void> {
    this.#ending ??= this.#running?.session.logout() ?? Promise.resolve();
    return this.#ending;
  }

  async requestPairingCode(phone: Phone) {
    return this.#started().session.requestPairingCode(phone);
  }

  async probe() {
    return this.#running?.session.probe() ?? { alive: false, lastEventAt: null };
  }

  async screenshot() {
    return this.#started().session.screenshot();
  }

  async send(message: OutgoingMessage) {
    return this.#started().sending.send(message);
  }

  async forward(message: MessageRef, to: ChatId) {
    return this.#started().sending.forward(message, to);
  }

  async edit({ providerId }: MessageRef, { body, mentions = [] }: { body: string; mentions?: PersonId[] | undefined }) {
    await this.#page()(editMessage, [providerId, body, mentions.map(widOf)], CHANGES);
  }

  async revoke({ providerId }: MessageRef) {
    await this.#page()(revokeMessage, [providerId], CHANGES);
  }

  async react({ providerId }: MessageRef, emoji: string) {
    await this.#page()(reactToMessage, [providerId, emoji], CHANGES);
  }

  async star({ providerId }: MessageRef, starred: boolean) {
    await this.#page()(starMessage, [providerId, starred], CHANGES);
  }

  /** WhatsApp Web knows a chat as read to its end only. */
  async markRead(chatId: ChatId, _upTo?: ProviderId) {
    await this.#page()(markRead, [widOf(chatId)], CHANGES);
  }

  async showState(chatId: ChatId, state: 'typing' | 'recording' | 'idle') {
    await this.#page()(showState, [widOf(chatId), state === 'idle' ? 'stop' : state], CHANGES);
  }

  async findMessage(query: MessageQuery) {
    return this.#started().sending.findMessage(query);
  }

  async history(chatId: ChatId, options: { since: Date; limit: number }) {
    return this.#started().reading.history(chatId, options);
  }

  async downloadMedia(mediaRef: string) {
    return this.#started().reading.downloadMedia(mediaRef);
  }

  async checkNumbers(numbers: readonly Phone[]) {
    return this.#started().reading.checkNumbers(numbers);
  }

  async profilePicture(id: ChatId) {
    return this.#started().reading.profilePicture(id);
  }

  async setBlocked(person: PersonId, blocked: boolean) {
    await this.#started().reading.setBlocked(person, blocked);
  }

  async contacts() {
    return this.#started().reading.contacts();
  }

  async chats({ since }: { since?: Date } = {}) {
    return this.#started().reading.chats(since);
  }

  readonly groups: Groups = {
    list: async () => this.#started().groups.list(),
    create: async (...asked) => this.#started().groups.create(...asked),
    setSubject: async (...asked) => this.#started().groups.setSubject(...asked),
    setDescription: async (...asked) => this.#started().groups.setDescription(...asked),
    changeParticipants: async (...asked) => this.#started().groups.changeParticipants(...asked),
    inviteLink: async (...asked) => this.#started().groups.inviteLink(...asked),
    renewInviteLink: async (...asked) => this.#started().groups.renewInviteLink(...asked),
    join: async (...asked) => this.#started().groups.join(...asked),
    leave: async (...asked) => this.#started().groups.leave(...asked),
    joinRequests: async (...asked) => this.#started().groups.joinRequests(...asked),
    answerJoinRequests: async (...asked) => this.#started().groups.answerJoinRequests(...asked),
  };

  #started(): Running {
    if (!this.#running) throw notConnected();
    return this.#running;
  }

  #page() {
    return this.#started().session.page();
  }
}
