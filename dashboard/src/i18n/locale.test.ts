import { expect, it } from '@jest/globals';
import { localeOf } from './locale.ts';

it.each([
  ['en-GB', 'en-GB'],
  ['en-US@posix', 'en-US'],
  ['de-AT', 'en'],
  ['en-', 'en'],
  ['', 'en'],
])('makes of %j a name that dates can be written in', (language, locale) => {
  expect(localeOf(language)).toBe(locale);
  expect(() => new Intl.DateTimeFormat(localeOf(language))).not.toThrow();
});
