import { z } from 'zod';
import { listQuery } from '../../platform/http/lists.ts';
import { normalized } from './read.ts';
import { LANGUAGES, switchOf, WORDS } from './words.ts';

const Time = z.iso.datetime();
const language = z.enum(LANGUAGES);
const kind = z.enum(['opt_out', 'opt_in']);
const SWITCHES = new Map(WORDS.map((word) => [switchOf(word), word]));

export const ConsentEntry = z
  .object({
    id: z.uuid(),
    state: z.enum(['opted_in', 'opted_out']),
    /** Null: for the whole organisation. */
    clientId: z.uuid().nullable(),
    source: z.enum(['keyword', 'button', 'operator', 'import', 'merge', 'erasure']),
    /** False: written down, but a later word stands. */
    applied: z.boolean(),
    word: z.string().nullable(),
    language: z.string().nullable(),
    messageId: z.uuid().nullable(),
    /** The client that heard it. */
    heardBy: z.uuid().nullable(),
    actor: z.object({ type: z.string(), id: z.uuid().nullable(), name: z.string().nullable() }).nullable(),
    reason: z.string().nullable(),
    at: Time,
    recordedAt: Time,
  })
  .meta({ id: 'ConsentEntry' });

/** What an operator was told, for the organisation or for one client. */
export const OperatorWord = z.strictObject({ clientId: z.uuid().optional(), reason: z.string().trim().min(1).max(1000).optional() });

const OwnWord = z.strictObject({
  word: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((word) => normalized(word) !== '', { error: 'must hold a letter or a digit' }),
  kind,
  language,
});
const Texts = z.partialRecord(
  language,
  z.strictObject({ opt_out: z.string().trim().min(1).max(1000), opt_in: z.string().trim().min(1).max(1000) }).partial(),
);

export const ConsentSettings = z
  .object({
    scope: z.enum(['organization', 'client']),
    /** Every shipped word with its switch. */
    words: z.array(z.object({ switch: z.string(), word: z.string(), kind, language, fixed: z.boolean(), on: z.boolean() })),
    ownWords: z.array(z.object({ word: z.string(), kind, language })),
    /** What is sent back, by language. */
    texts: z.record(z.string(), z.object({ opt_out: z.string(), opt_in: z.string() })),
  })
  .meta({ id: 'ConsentSettings' });

/** What is left out stays. A text that is left out of its language is ours again. */
export const ConsentSettingsChange = z
  .strictObject({
    scope: z.enum(['organization', 'client']),
    /** `{"en:cancel": false}` */
    switches: z.record(z.string().max(150), z.boolean()).superRefine((switches, context) => {
      for (const [name, on] of Object.entries(switches)) {
        const word = SWITCHES.get(name);
        if (!word) context.addIssue({ code: 'custom', path: [name], message: 'There is no such word.' });
        else if (word.fixed && !on) context.addIssue({ code: 'custom', path: [name], message: 'This word cannot be switched off.' });
      }
    }),
    ownWords: z.array(OwnWord).max(100),
    texts: Texts,
  })
  .partial();

export const WordTest = z.strictObject({ text: z.string().max(1000) });
export const WordReading = z.object({ kind: kind.nullable(), word: z.string().nullable(), languages: z.array(language) });

export const ListConsents = listQuery;
export const ExportConsents = z.object({
  contactId: z.uuid().optional(),
  format: z.enum(['csv', 'json']).default('csv'),
});
