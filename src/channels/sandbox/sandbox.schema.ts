import { z } from 'zod';
import { ChatId, Emoji, GroupId, incomingKinds, Lid, OutgoingContent, Phone, ProviderId, STATUS_CHAT } from '../channels.schema.ts';

const SPEED_MIN = 0.01;
const SPEED_MAX = 1_000;
const WAIT_MAX_MS = 24 * 3_600_000;

/** A number as people write it; what is left after spaces, dashes and brackets is E.164. */
const WrittenPhone = z
  .string()
  .max(64)
  .transform((written) => `+${written.replaceAll(/[\s().+-]/g, '')}`)
  .pipe(Phone);

const rate = z.number().min(0).max(1);
const waitMs = z.int().min(0).max(WAIT_MAX_MS);

/** What can go wrong on purpose; docs/SANDBOX.md says what each switch does. */
export const SandboxFaults = z.strictObject({
  /** This share of sends goes through and is answered with `unknown`. */
  loseAnswerRate: rate.optional(),
  /** This share of sends does not go and may be tried again. */
  failRate: rate.optional(),
  /** How long each send takes, half of it before the message goes, half before the answer. */
  slowMs: waitMs.optional(),
  /** Whoever never wrote cannot be written to (463). */
  restrictCold: z.boolean().optional(),
  /** Breaks the connection, once; a number keeps it broken for so many milliseconds. */
  disconnect: z.union([z.boolean(), waitMs]).optional(),
  /** Unlinks the number on its phone, once. */
  logout: z.boolean().optional(),
  /** Numbers without WhatsApp. */
  unregistered: z.array(WrittenPhone).max(10_000).optional(),
  /** Time from each tick to the next. */
  ackDelayMs: waitMs.optional(),
  /** False: no ticks are reported at all. */
  acks: z.boolean().optional(),
  /** The next scan asks for a passkey; switching it off answers the question. */
  passkey: z.boolean().optional(),
  /** Reports that the account is at risk, once. */
  banWarning: z.boolean().optional(),
  /** How many times faster than real the sandbox's own delays run. */
  speed: z.number().min(SPEED_MIN).max(SPEED_MAX).optional(),
});
export type SandboxFaults = z.infer<typeof SandboxFaults>;

/** A file by the id of uploaded media; nothing else about it need be said. */
function file(defaultMimeType: string) {
  return z
    .object({
      mediaId: z.string().min(1).max(4_096),
      mimeType: z.string().min(1).max(255).default(defaultMimeType),
      sizeBytes: z.int().nonnegative().optional(),
      sha256: z.string().max(64).optional(),
      fileName: z.string().max(1_000).optional(),
      caption: z.string().max(1_000_000).optional(),
    })
    .transform(({ mediaId, ...rest }) => ({ mediaRef: mediaId, ...rest }));
}

const toMessage = { messageId: ProviderId };

/** What may arrive: any content, and whatever else people do to messages that are already there. */
const Arrival = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: incomingKinds.text }),
  z.object({ type: z.literal('image'), image: file('image/jpeg') }),
  z.object({ type: z.literal('video'), video: file('video/mp4') }),
  z.object({ type: z.literal('audio'), audio: file('audio/mpeg') }),
  z.object({ type: z.literal('voice'), voice: file('audio/ogg; codecs=opus') }),
  z.object({ type: z.literal('document'), document: file('application/octet-stream') }),
  z.object({ type: z.literal('sticker'), sticker: file('image/webp') }),
  z.object({ type: z.literal('location'), location: incomingKinds.location }),
  z.object({ type: z.literal('contacts'), contacts: incomingKinds.contacts }),
  z.object({ type: z.literal('poll'), poll: incomingKinds.poll }),
  z.object({
    type: z.literal('selection'),
    selection: z.object({
      id: z.string().max(4_096),
      title: z.string().max(1_000_000),
      source: z.enum(['button', 'list', 'template', 'form']).default('button'),
    }),
  }),
  z.object({ type: z.literal('unknown'), unknown: z.object({ kind: z.string().max(256), summary: z.string().max(10_000).optional() }) }),
  z.object({ type: z.literal('reaction'), reaction: z.object({ ...toMessage, emoji: Emoji }) }),
  z.object({ type: z.literal('edit'), edit: z.object({ ...toMessage, body: z.string().max(1_000_000) }) }),
  z.object({ type: z.literal('revoke'), revoke: z.object(toMessage) }),
  z.object({ type: z.literal('poll_vote'), poll_vote: z.object({ ...toMessage, options: z.array(z.string().max(1_000_000)).max(1_000) }) }),
  z.object({ type: z.literal('call'), call: z.object({ video: z.boolean().default(false) }) }),
]);

const Envelope = z.object({
  /** Who does it; the client's own number stands for its phone, null for a sender that WhatsApp hides. */
  from: z.union([Lid, WrittenPhone]).nullable(),
  /** For what is typed on the own phone: to whom. */
  to: z.union([Lid, GroupId, WrittenPhone]).optional(),
  groupId: z
    .string()
    .transform((id) => (id.includes('@') ? id : `${id}@g.us`))
    .pipe(z.union([GroupId, z.literal(STATUS_CHAT)]))
    .optional(),
  name: z.string().max(1_000).optional(),
  replyTo: ProviderId.optional(),
  forwarded: z.boolean().optional(),
  /** An id of one's own choice, so that the same message can arrive twice. */
  providerId: ProviderId.optional(),
});

/** The body of `sandbox/messages`. */
export const SandboxMessage = z.intersection(Envelope, Arrival);
export type SandboxMessage = z.infer<typeof SandboxMessage>;

/** One copy that the other side holds. */
export const SandboxCopy = z.intersection(
  z.object({
    providerId: ProviderId,
    to: ChatId,
    at: z.iso.datetime(),
    ownId: z.string(),
    replyTo: ProviderId.optional(),
    forwarded: z.boolean().optional(),
    editedAt: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
    /** Our own reaction to it, if any. */
    reaction: Emoji.optional(),
  }),
  OutgoingContent,
);
export type SandboxCopy = z.infer<typeof SandboxCopy>;

/** The other side's hands: what a phone and the people with whom it talks can do. */
export type SandboxControls = {
  /** Scans the code that is shown, or types the pairing code, on the phone of that number. */
  scan(phoneNumber?: Phone): Promise<void>;
  /** Somebody does something; resolves when a running session has handed it over. A session that is not ready gets it later. */
  receive(message: SandboxMessage): Promise<{ providerId: ProviderId }>;
  /** Every copy that the other side holds, the oldest first; a message sent twice is there twice. */
  sent(to?: ChatId): Promise<SandboxCopy[]>;
  faults(): Promise<SandboxFaults>;
  /** Changes the switches that are named; without any, all are reset. */
  setFaults(changes: SandboxFaults): Promise<SandboxFaults>;
};
