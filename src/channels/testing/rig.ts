import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ChannelEvent, ChannelEventOf } from '../channel-events.ts';
import type { ChatId, GroupId, OutgoingContent, OutgoingType, Phone, ProviderId } from '../channels.schema.ts';
import type { Channel, ChannelTraits, Emit, Sent } from '../contract.ts';

/** One client's world for one test: the phone, the people and the wires, whatever they are made of. */
export type Rig = {
  people: { friend: Phone; stranger: Phone; nobody: Phone };
  now: () => Date;
  /** A new session of the same client, not started, and how to start it. */
  session: (options: { emit: Emit; openMedia: (mediaRef: string) => Promise<Readable> }) => {
    channel: Channel;
    start: () => Promise<void>;
  };
  /** Lets time pass until it is so, and fails when it does not become so. */
  until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
  /** Lets so much time pass. */
  pass: (ms: number) => Promise<void>;
  scan: () => Promise<void>;
  /** A person writes to this number. */
  write: (from: Phone, text: string, groupId?: GroupId) => Promise<void>;
  /** A person sends the test's file to this number. */
  writeFile: (from: Phone) => Promise<void>;
  react: (from: Phone, to: ProviderId, emoji: string) => Promise<void>;
  edit: (from: Phone, message: ProviderId, text: string) => Promise<void>;
  revoke: (from: Phone, message: ProviderId) => Promise<void>;
  /** Every copy that this chat holds, in order. */
  copies: (chatId: ChatId) => Promise<Copy[]>;
  loseAnswers: (lost: boolean) => Promise<void>;
  restrictCold: (restricted: boolean) => Promise<void>;
  breakConnection: () => Promise<void>;
  unlinkOnPhone: () => Promise<void>;
  close: () => Promise<void>;
};

export type Copy = {
  providerId: ProviderId;
  type: string;
  text?: string | undefined;
  sha256?: string | undefined;
  revoked: boolean;
  reaction?: string | undefined;
};

const fileBytes = Buffer.from('not really a picture, but nobody looks');
export const testFile = {
  mediaRef: 'test-file',
  bytes: fileBytes,
  sizeBytes: fileBytes.length,
  sha256: createHash('sha256').update(fileBytes).digest('hex'),
  open: async () => Readable.from([fileBytes]),
};

/** A session of a rig with its ears open. */
export type Stage = {
  rig: Rig;
  channel: () => Channel;
  events: () => readonly ChannelEvent[];
  heard: <Type extends ChannelEvent['type']>(type: Type) => ChannelEventOf<Type>[];
  /** Starts a session in place of the last one, which is stopped, with empty ears. */
  start: () => Promise<void>;
  startLinked: () => Promise<void>;
  /** Makes whoever takes the events over fail so many times. */
  refuseEvents: (times: number) => void;
  send: (content: OutgoingContent, to?: ChatId) => Promise<Sent & { ownId: string }>;
  end: () => Promise<void>;
};

export function createStage(rig: Rig): Stage {
  let channel: Channel | null = null;
  let events: ChannelEvent[] = [];
  let refusals = 0;
  let lastOwnId = 0;

  const emit: Emit = (batch) => {
    if (refusals-- > 0) throw new Error('the events are not taken');
    events.push(...batch);
  };
  const running = () => {
    if (!channel) throw new Error('nothing was started');
    return channel;
  };
  const heard: Stage['heard'] = (type) => events.filter((event): event is ChannelEventOf<typeof type> => event.type === type);

  async function start(): Promise<void> {
    await channel?.stop();
    events = [];
    const session = rig.session({ emit, openMedia: testFile.open });
    channel = session.channel;
    await session.start();
  }

  return {
    rig,
    channel: running,
    events: () => events,
    heard,
    start,
    async startLinked() {
      await start();
      await rig.until(() => heard('qr').length > 0);
      await rig.scan();
      await rig.until(() => heard('ready').length > 0);
    },
    refuseEvents: (times) => {
      refusals = times;
    },
    async send(content, to = rig.people.friend) {
      const ownId = `own-${(lastOwnId += 1)}`;
      return { ownId, ...(await running().send({ to, content, ownId })) };
    },
    async end() {
      await channel?.stop();
      await rig.close();
    },
  };
}

/** What every part of the suite works on; the stage is set before each test. */
export type Scene = { stage: Stage; traits: ChannelTraits };

/** A plain text. */
export function text(body: string): OutgoingContent {
  return { type: 'text', text: { body } };
}

/** Text that goes wrong wherever somebody was careless: NUL, half a character, right-to-left marks, length. */
export const strangeText = `naïve \u0000 \ud83d 👩‍👩‍👧 \u202e ${'x'.repeat(60_000)}`;
const file = { mediaRef: testFile.mediaRef, sizeBytes: testFile.sizeBytes };
/** One content of every kind. */
export const samples: { [Type in OutgoingType]: Extract<OutgoingContent, { type: Type }> } = {
  text: { type: 'text', text: { body: 'Hello' } },
  image: { type: 'image', image: { ...file, mimeType: 'image/jpeg', caption: 'A picture' } },
  video: { type: 'video', video: { ...file, mimeType: 'video/mp4' } },
  audio: { type: 'audio', audio: { ...file, mimeType: 'audio/mpeg' } },
  voice: { type: 'voice', voice: { ...file, mimeType: 'audio/ogg; codecs=opus' } },
  document: { type: 'document', document: { ...file, mimeType: 'application/pdf', fileName: 'offer.pdf' } },
  sticker: { type: 'sticker', sticker: { ...file, mimeType: 'image/webp' } },
  location: { type: 'location', location: { latitude: 60.17, longitude: 24.94, name: 'Helsinki' } },
  contacts: { type: 'contacts', contacts: [{ name: 'Ada Lovelace', phones: [{ number: '+15551230001' }] }] },
  poll: { type: 'poll', poll: { question: 'Berries?', options: ['Yes', 'No'] } },
  template: { type: 'template', template: { name: 'order_update', language: 'en_US' } },
  interactive: { type: 'interactive', interactive: { kind: 'buttons', body: 'Berries?', buttons: [{ id: 'y', title: 'Yes' }] } },
};
