import { unprocessable } from '../platform/http/errors.ts';
import type { FieldError } from '../platform/http/errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.js';

const SHORTEST = 8;
// bcrypt reads no further; cutting a password silently would make two of them one.
const LONGEST_BYTES = 72;

const RULES: [RegExp, string][] = [
  [/\p{Lu}/u, 'Add an upper-case letter.'],
  [/\p{Ll}/u, 'Add a lower-case letter.'],
  [/\p{Nd}/u, 'Add a digit.'],
  [/[^\p{L}\p{Nd}]/u, 'Add a special character.'],
];

const common = new Set(COMMON_PASSWORDS.trim().split('\n'));

/** Throws 422 with everything that is missing. */
export function refuseWeakPassword(password: string, path = 'password'): void {
  const errors = passwordProblems(password, path);
  if (errors.length > 0) throw unprocessable(errors, 'auth.weak_password', 'This password is too weak.');
}

export function passwordProblems(password: string, path: string): FieldError[] {
  const problems = RULES.filter(([rule]) => !rule.test(password)).map(([, message]) => message);
  if ([...password].length < SHORTEST) problems.unshift(`Use at least ${SHORTEST} characters.`);
  if (Buffer.byteLength(password) > LONGEST_BYTES) problems.unshift(`Use at most ${LONGEST_BYTES} bytes.`);
  if (password.includes('\0')) problems.push('Leave out the NUL character.');
  if (isCommon(password)) problems.push('This is one of the commonest passwords, or one of them with something put around it.');
  return problems.map((message) => ({ path, message }));
}

/** "Password123!" is "password" in disguise: digits and signs around it make it no stronger. */
function isCommon(password: string): boolean {
  const plain = password.toLowerCase();
  const stem = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return common.has(plain) || (stem.length > 2 && common.has(stem));
}
