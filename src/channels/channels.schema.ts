import { z } from 'zod';

/** What one message may hold on its way out; the narrowest that every channel takes (WhatsApp's own limits). */
export const outgoingLimits = {
  textMinChars: 1,
  textMaxChars: 65_536,
  captionMaxChars: 1_024,
  nameMaxChars: 1_000,
  mentionsMax: 1_024,
  contactsMin: 1,
  contactsMax: 100,
  pollQuestionMaxChars: 255,
  pollOptionsMin: 2,
  pollOptionsMax: 12,
  pollOptionMaxChars: 100,
  interactiveBodyMaxChars: 1_024,
  interactiveTitleMaxChars: 24,
  buttonsMax: 3,
  listRowsMax: 10,
} as const;

type Limits = Record<keyof typeof outgoingLimits, number>;

/** What others send is taken as it comes: a limit here only keeps one event from filling the memory. */
const incomingLimits: Limits = {
  textMinChars: 0,
  textMaxChars: 1_000_000,
  captionMaxChars: 1_000_000,
  nameMaxChars: 1_000_000,
  mentionsMax: 10_000,
  contactsMin: 0,
  contactsMax: 10_000,
  pollQuestionMaxChars: 1_000_000,
  pollOptionsMin: 0,
  pollOptionsMax: 1_000,
  pollOptionMaxChars: 1_000_000,
  interactiveBodyMaxChars: 1_000_000,
  interactiveTitleMaxChars: 1_000_000,
  buttonsMax: 1_000,
  listRowsMax: 1_000,
};

/** A phone number as E.164 with its plus; whether it is possible for its country is judged at the API's edge. */
export const Phone = z.string().regex(/^\+[1-9]\d{4,14}$/, 'must be a phone number like +15551230001');
/** WhatsApp's hidden identity of a person. */
export const Lid = z.string().regex(/^\d{3,20}@lid$/, 'must be a hidden id like 123456789012345@lid');
/** Meta's business-scoped id of a person. */
export const BusinessScopedId = z.string().regex(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/, 'must be a business-scoped id like US.134912');
export const GroupId = z.string().regex(/^[\w-]{1,64}@g\.us$/, 'must be a group id like 120363025246125486@g.us');
/** A WhatsApp channel (newsletter), which only posts. */
export const NewsletterId = z.string().regex(/^[\w-]{1,64}@newsletter$/);
/** Where status posts come from and go to. */
export const STATUS_CHAT = 'status@broadcast';

/** Any name WhatsApp has for a person, each told from the others by its form. */
export const PersonId = z.union([Phone, Lid, BusinessScopedId]);
/** Where a message belongs: a person by whichever identity is known, a group, the status posts or a newsletter. */
export const ChatId = z.union([PersonId, GroupId, z.literal(STATUS_CHAT), NewsletterId]);
/** WhatsApp's name for one message, opaque to all but its channel. */
export const ProviderId = z.string().min(1).max(512);

/** Everything that is known about who someone is; at least one identity unless WhatsApp hid all of them. */
export const Person = z.object({
  phone: Phone.optional(),
  lid: Lid.optional(),
  businessScopedId: BusinessScopedId.optional(),
  username: z.string().max(256).optional(),
  name: z.string().max(1_000).optional(),
});

/** The kinds that carry a file. */
export const mediaTypes = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;

function contentKinds(limit: Limits) {
  const name = z.string().max(limit.nameMaxChars);
  const file = z.object({
    mediaRef: z.string().min(1).max(4_096),
    mimeType: z.string().min(1).max(255),
    sizeBytes: z.int().nonnegative().optional(),
    sha256: z.string().max(64).optional(),
    fileName: z.string().max(1_000).optional(),
  });
  const captioned = file.extend({ caption: z.string().max(limit.captionMaxChars).optional() });
  return {
    text: z.object({
      body: z.string().min(limit.textMinChars).max(limit.textMaxChars),
      mentions: z.array(PersonId).max(limit.mentionsMax).optional(),
      linkPreview: z.boolean().optional(),
    }),
    image: captioned,
    video: captioned,
    audio: file,
    voice: file.extend({ durationSeconds: z.number().nonnegative().optional() }),
    document: captioned,
    sticker: file.extend({ animated: z.boolean().optional() }),
    location: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: name.optional(),
      address: name.optional(),
    }),
    contacts: z.array(contactCard(limit)).min(limit.contactsMin).max(limit.contactsMax),
    poll: z.object({
      question: z.string().min(limit.textMinChars).max(limit.pollQuestionMaxChars),
      options: z
        .array(z.string().min(limit.textMinChars).max(limit.pollOptionMaxChars))
        .min(limit.pollOptionsMin)
        .max(limit.pollOptionsMax),
      multiple: z.boolean().optional(),
    }),
    template: z.object({
      name: z.string().min(1).max(512),
      language: z.string().min(2).max(16),
      components: z.array(z.record(z.string(), z.json())).max(50).optional(),
    }),
    interactive: interactiveKinds(limit),
  };
}

function contactCard(limit: Limits) {
  const name = z.string().max(limit.nameMaxChars);
  return z.object({
    name: name.min(limit.textMinChars),
    firstName: name.optional(),
    lastName: name.optional(),
    organization: name.optional(),
    birthday: z.string().max(32).optional(),
    phones: z.array(z.object({ number: z.string().max(64), type: z.string().max(64).optional() })).max(100),
    emails: z
      .array(z.object({ email: z.string().max(320), type: z.string().max(64).optional() }))
      .max(100)
      .optional(),
    urls: z.array(z.string().max(2_048)).max(100).optional(),
  });
}

function interactiveKinds(limit: Limits) {
  const choice = z.object({ id: z.string().min(1).max(256), title: z.string().max(limit.interactiveTitleMaxChars) });
  const prompt = {
    header: z.string().max(limit.interactiveBodyMaxChars).optional(),
    body: z.string().max(limit.interactiveBodyMaxChars),
    footer: z.string().max(limit.interactiveBodyMaxChars).optional(),
  };
  const section = z.object({
    title: z.string().max(limit.interactiveTitleMaxChars),
    rows: z.array(choice.extend({ description: z.string().max(1_000).optional() })).max(limit.listRowsMax),
  });

  return z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('buttons'), ...prompt, buttons: z.array(choice).min(1).max(limit.buttonsMax) }),
    z.object({
      kind: z.literal('list'),
      ...prompt,
      button: z.string().max(limit.interactiveTitleMaxChars),
      sections: z.array(section).min(1).max(limit.listRowsMax),
    }),
    z.object({ kind: z.literal('link'), ...prompt, label: z.string().max(limit.interactiveTitleMaxChars), url: z.url().max(2_048) }),
    z.object({ kind: z.literal('other'), ...prompt, action: z.record(z.string(), z.json()) }),
  ]);
}

function contentUnion(kinds: ReturnType<typeof contentKinds>) {
  return z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: kinds.text }),
    z.object({ type: z.literal('image'), image: kinds.image }),
    z.object({ type: z.literal('video'), video: kinds.video }),
    z.object({ type: z.literal('audio'), audio: kinds.audio }),
    z.object({ type: z.literal('voice'), voice: kinds.voice }),
    z.object({ type: z.literal('document'), document: kinds.document }),
    z.object({ type: z.literal('sticker'), sticker: kinds.sticker }),
    z.object({ type: z.literal('location'), location: kinds.location }),
    z.object({ type: z.literal('contacts'), contacts: kinds.contacts }),
    z.object({ type: z.literal('poll'), poll: kinds.poll }),
    z.object({ type: z.literal('template'), template: kinds.template }),
    z.object({ type: z.literal('interactive'), interactive: kinds.interactive }),
  ]);
}

/** The payload of each kind that can be sent, for rooms that build a body of their own around it. */
export const outgoingKinds = contentKinds(outgoingLimits);
/** What a channel can be asked to send: `{type, <type>: {…}}` as in the API, with a file named by its `mediaRef`. */
export const OutgoingContent = contentUnion(outgoingKinds);

/** What a person picked: a button or a list row, a template's quick reply, or a form's answers in `data`. */
const Selection = z.object({
  id: z.string().max(4_096),
  title: z.string().max(1_000_000),
  source: z.enum(['button', 'list', 'template', 'form']),
  data: z.record(z.string(), z.json()).optional(),
});
/** Something this version does not know, or could not decrypt: kept and shown, never dropped. */
const Unknown = z.object({ kind: z.string().max(256), summary: z.string().max(10_000).optional() });

/** The same payloads as they come in from others. */
export const incomingKinds = contentKinds(incomingLimits);
/** What others can send: every kind that goes out, a selection, and `unknown` for all the rest. */
export const IncomingContent = z.discriminatedUnion('type', [
  ...contentUnion(incomingKinds).options,
  z.object({ type: z.literal('selection'), selection: Selection }),
  z.object({ type: z.literal('unknown'), unknown: Unknown }),
]);

/** An emoji as a reaction; empty takes the reaction back. */
export const Emoji = z.string().max(64);

/** The browser identity that a web client always shows; made and kept by safety, obeyed by the web channel. */
export const BrowserProfile = z.object({
  userAgent: z.string().min(1).max(1_000),
  platform: z.string().min(1).max(100),
  languages: z.array(z.string().min(2).max(35)).min(1).max(10),
  timeZone: z.string().min(1).max(100),
  screen: z.object({ width: z.int().positive(), height: z.int().positive(), pixelRatio: z.number().positive() }),
  hardwareConcurrency: z.int().positive(),
  deviceMemoryGb: z.number().positive(),
  webgl: z.object({ vendor: z.string().max(200), renderer: z.string().max(300) }),
  noiseSeed: z.string().min(1).max(100),
});

export type Phone = z.infer<typeof Phone>;
export type Lid = z.infer<typeof Lid>;
export type GroupId = z.infer<typeof GroupId>;
export type PersonId = z.infer<typeof PersonId>;
export type ChatId = z.infer<typeof ChatId>;
export type ProviderId = z.infer<typeof ProviderId>;
export type Person = z.infer<typeof Person>;
export type MediaType = (typeof mediaTypes)[number];
export type OutgoingContent = z.infer<typeof OutgoingContent>;
export type OutgoingType = OutgoingContent['type'];
export type IncomingContent = z.infer<typeof IncomingContent>;
export type ContentFile = z.infer<typeof outgoingKinds.audio>;
export type BrowserProfile = z.infer<typeof BrowserProfile>;

/** The one name by which a person's chat goes: the phone number while it is known, else what else there is. */
export function personId(person: Person): PersonId | null {
  return person.phone ?? person.lid ?? person.businessScopedId ?? null;
}

/** Reads an id back into who it names. */
export function personOf(id: PersonId): Person {
  if (id.startsWith('+')) return { phone: id };
  return id.endsWith('@lid') ? { lid: id } : { businessScopedId: id };
}

/** Whether a content carries a file. */
export function isMedia<Content extends IncomingContent>(content: Content): content is Extract<Content, { type: MediaType }> {
  return (mediaTypes as readonly string[]).includes(content.type);
}

/** The file of a content that carries one. */
export function fileOf(content: Extract<IncomingContent, { type: MediaType }>): ContentFile {
  switch (content.type) {
    case 'image':
      return content.image;
    case 'video':
      return content.video;
    case 'audio':
      return content.audio;
    case 'voice':
      return content.voice;
    case 'document':
      return content.document;
    default:
      return content.sticker;
  }
}

/** Whether a chat is a group. */
export function isGroup(chatId: ChatId): boolean {
  return chatId.endsWith('@g.us');
}
