/** bcrypt reads no further; the server refuses rather than cuts. */
const longestBytes = 72;

export type PasswordRule = 'length' | 'lower' | 'upper' | 'digit' | 'special' | 'short';

const rules: Array<[PasswordRule, (password: string) => boolean]> = [
  ['length', (password) => Array.from(password).length >= 8],
  ['upper', (password) => /\p{Lu}/u.test(password)],
  ['lower', (password) => /\p{Ll}/u.test(password)],
  ['digit', (password) => /\p{Nd}/u.test(password)],
  ['special', (password) => /[^\p{L}\p{Nd}]/u.test(password)],
];

/** Each rule of a good password and whether this one keeps it; the server has the last word. */
export function passwordRules(password: string): Array<{ rule: PasswordRule; kept: boolean }> {
  const kept = rules.map(([rule, keeps]) => ({ rule, kept: keeps(password) }));
  const tooLong = new TextEncoder().encode(password).length > longestBytes;
  return tooLong ? [...kept, { rule: 'short', kept: false }] : kept;
}
