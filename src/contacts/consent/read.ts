import { LANGUAGES, switchOf, TEXTS, WORDS } from './words.ts';
import type { Language, Word, WordKind } from './words.ts';

export type OwnWord = { word: string; kind: WordKind; language: Language };

/** How an organisation wants words to be read; what is left out is as it is shipped. */
export type ReadingSettings = { switches: Readonly<Record<string, boolean>>; ownWords: readonly OwnWord[] };

export type Reading = { kind: WordKind; word: string; languages: Language[] };

// A longer message is no single word of ours in any spelling; it is not worth looking at.
const LONGEST_CHARS = 200;
// Accents of Latin letters, and of Arabic ones: vowel marks and the lengthening tatweel. Marks of Devanagari are letters, so they stay.
const ACCENTS = /[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g;
const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f]/gu;
const EDGES = /^[^\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+$/gu;

/**
 * Whether a message asks to be left alone or to be written to again. Only a message that is nothing but one of the words counts:
 * "quero cancelar o pedido" is about an order. Where a word is said in both senses, being left alone wins.
 */
export function readConsent(text: string, { switches, ownWords }: ReadingSettings): Reading | null {
  if (text.length > LONGEST_CHARS) return null;
  const said = normalized(text);
  if (said === '') return null;
  const shipped = (SHIPPED.get(said) ?? []).filter((word) => word.fixed || (switches[switchOf(word)] ?? word.on));
  const meant = [...ownWords.filter(({ word }) => normalized(word) === said), ...shipped];
  const kind = meant.some((word) => word.kind === 'opt_out') ? 'opt_out' : 'opt_in';
  const languages = [...new Set(meant.filter((word) => word.kind === kind).map(({ language }) => language))];
  return meant.length === 0 ? null : { kind, word: said, languages };
}

/** The spellings that count as the same: any case, width, accent or alef, any punctuation or emoji around it, hyphen or space inside. */
export function normalized(text: string): string {
  return text
    .normalize('NFKD')
    .replace(INVISIBLE, '')
    .replace(ACCENTS, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replaceAll('\u0671', '\u0627')
    .replace(/[\p{Pd}\s]+/gu, ' ')
    .replace(EDGES, '');
}

const SHIPPED = new Map<string, Word[]>();
for (const word of WORDS) SHIPPED.set(normalized(word.word), [...(SHIPPED.get(normalized(word.word)) ?? []), word]);

/** In which language to answer: the person's own where the word belongs to it, else that of their country, else the first that has the word. */
export function answerLanguage(languages: readonly Language[], hints: readonly (string | null)[]): Language {
  return hints.find((hint): hint is Language => languages.includes(hint as Language)) ?? languages[0] ?? LANGUAGES[0];
}

/** The text that confirms, with the organisation's own in place of ours. */
export function confirmationText(
  kind: WordKind,
  language: Language,
  own: Partial<Record<string, Partial<Record<WordKind, string>>>>,
): string {
  return own[language]?.[kind] ?? TEXTS[language][kind];
}
