import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { checkPassword } from './password-policy.ts';

const COMMON = 'is one of the most common passwords';

async function messagesFor(password: string): Promise<string[]> {
  return (await checkPassword(password)).map(({ message }) => message);
}

describe('the password policy', () => {
  it.each(['Correct-Horse7', 'xK9#mmQ2', 'Überlänge-2x', 'Ночь-улица7', `Aa1!${'x'.repeat(68)}`, 'a B3 d e f'])(
    'accepts %j',
    async (password) => {
      expect(await checkPassword(password)).toEqual([]);
    },
  );

  it('names all that is missing, under the field it was given', async () => {
    expect(await checkPassword('', 'newPassword')).toEqual([
      { path: 'newPassword', message: 'must have at least 8 characters' },
      { path: 'newPassword', message: 'must contain an upper case letter' },
      { path: 'newPassword', message: 'must contain a lower case letter' },
      { path: 'newPassword', message: 'must contain a digit' },
      { path: 'newPassword', message: 'must contain a special character, such as ! or #' },
    ]);
  });

  it.each([
    ['xK9#mmQ', 'at least 8 characters'],
    ['xk9#mmqq', 'upper case'],
    ['XK9#MMQQ', 'lower case'],
    ['xKz#mmQQ', 'digit'],
    ['xK9zmmQQ', 'special character'],
    [`Aa1!${'x'.repeat(69)}`, 'longer than 72 bytes'],
    [`Aa1!${'ü'.repeat(35)}`, 'longer than 72 bytes'],
    ['🔑🔑Aa1!', 'at least 8 characters'],
  ])('refuses %j with one message', async (password, message) => {
    expect(await messagesFor(password)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    'Password123!',
    'password',
    'P@ssw0rd1!',
    'Qwerty123!',
    '!!Welcome2026',
    '123Iloveyou!',
    'Abc123!!',
    '1Qaz2wsx!',
    '1a2B3c!99',
    'LETMEIN-2026',
  ])('knows %j as common', async (password) => {
    expect(await messagesFor(password)).toContain(COMMON);
  });

  it('knows all ten thousand, dressed up or not', async () => {
    const words = COMMON_PASSWORDS.trim().split('\n').join(' ').split(' ');
    expect(new Set(words).size).toBe(10_000);
    const dressed = words.flatMap((word) => [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}!`]);
    const accepted: string[] = [];
    for (const password of dressed) if (!(await messagesFor(password)).includes(COMMON)) accepted.push(password);
    expect(accepted).toEqual([]);
  });

  it('answers any text, long ones too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => expect(await checkPassword(text)).toBeInstanceOf(Array)),
    );
    expect(await messagesFor(`!${'1'.repeat(1_000_000)}`)).toContainEqual(expect.stringContaining('72 bytes'));
  });
});
