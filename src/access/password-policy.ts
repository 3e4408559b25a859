import { unprocessable } from '../platform/http/errors.ts';
import type { FieldError } from '../platform/http/errors.ts';

const MIN_CHARACTERS = 8;
/** bcrypt reads no further, so a longer password would be cut without a word. */
export const MAX_PASSWORD_BYTES = 72;

type Rule = { message: string; isMet: (password: string) => boolean };

const RULES: Rule[] = [
  { message: `must have at least ${MIN_CHARACTERS} characters`, isMet: (password) => Array.from(password).length >= MIN_CHARACTERS },
  {
    message: `must not be longer than ${MAX_PASSWORD_BYTES} bytes (fewer characters when they are not plain Latin)`,
    isMet: (password) => Buffer.byteLength(password) <= MAX_PASSWORD_BYTES,
  },
  { message: 'must contain an upper case letter', isMet: (password) => /\p{Lu}/u.test(password) },
  { message: 'must contain a lower case letter', isMet: (password) => /\p{Ll}/u.test(password) },
  { message: 'must contain a digit', isMet: (password) => /\p{Nd}/u.test(password) },
  { message: 'must contain a special character, such as ! or #', isMet: (password) => /[^\p{L}\p{M}\p{N}]/u.test(password) },
];

/** Everything that is wrong with a new password, or an empty list. */
export async function checkPassword(password: string, path = 'password'): Promise<FieldError[]> {
  const common = await loadCommonPasswords();
  const rules = [...RULES, { message: 'is one of the most common passwords', isMet: () => !isCommon(password, common) }];
  return rules.filter((rule) => !rule.isMet(password)).map(({ message }) => ({ path, message }));
}

/** Throws 422 with everything that is wrong with a new password. */
export async function refuseWeakPassword(password: string, path = 'password'): Promise<void> {
  const errors = await checkPassword(password, path);
  if (errors.length > 0) throw unprocessable(errors, 'auth.weak_password', 'This password is too weak.');
}

/** Also what is common once its ornaments are taken off: "Password123!" is "password", "!!Qwerty" is "qwerty". */
function isCommon(password: string, common: Set<string>): boolean {
  const lower = password.slice(0, MAX_PASSWORD_BYTES).toLowerCase();
  const bare = lower.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const stem = bare.replace(/[^\p{L}]+$/u, '');
  const word = stem.replace(/^[^\p{L}]+/u, '');
  return [bare, stem, word].some((form) => common.has(form));
}

let commonPasswords: Promise<Set<string>> | undefined;

/** 80 kB that only a server needs on which somebody sets a password. */
function loadCommonPasswords(): Promise<Set<string>> {
  commonPasswords ??= import('./common-passwords.ts').then(({ COMMON_PASSWORDS }) => new Set(COMMON_PASSWORDS.trim().split(/\s+/)));
  return commonPasswords;
}
