import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createLog, type Log } from './log.ts';

const PHONE = '15551230001';
const SECRET = 'canary-9f8e7d6c';

function capture(level = 'debug'): { log: Log; text: () => string; last: () => Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: (line) => void lines.push(line) } });
  return { log, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the log', () => {
  it('writes one JSON object a line with the level as a word and the time in ISO form', () => {
    const { log, text, last } = capture();
    log.info({ count: 3 }, 'three things');
    expect(text().endsWith('\n')).toBe(true);
    expect(last()).toMatchObject({ level: 'info', msg: 'three things', count: 3 });
    expect(new Date(last()['time'] as string).getTime()).toBeGreaterThan(0);
  });

  it('keeps quiet below its level', () => {
    const { log, text } = capture('warn');
    log.info('nothing');
    expect(text()).toBe('');
  });

  it.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'password',
    'newPassword',
    'token',
    'accessToken',
    'refresh_token',
    'secret',
    'clientSecret',
    'apiKey',
    'X-Api-Key',
    'TOKEN_MASTER_KEY',
    'recoveryCodes',
    'totp',
  ])('hides the value of %s at every depth', (key) => {
    const { log, text } = capture();
    log.info({ [key]: SECRET, a: { [key]: [SECRET], b: { c: { [key]: { inner: SECRET } } } } }, 'x');
    log.child({ [key]: SECRET }).info('x');
    log.info('%o', { [key]: SECRET });
    expect(text()).not.toContain('canary');
    expect(text()).toContain('[hidden]');
  });

  it.each(['to', 'from', 'phoneNumber', 'phone'])('shows only the end of a number under %s', (key) => {
    const { log, last } = capture();
    log.info({ [key]: PHONE, many: { [key]: [PHONE, Number(PHONE)] } }, 'x');
    expect(last()).toMatchObject({ [key]: '…0001', many: { [key]: ['…0001', '…0001'] } });
  });

  it('shows only the end of an e-mail address and only the length of a text', () => {
    const { log, last } = capture();
    log.info({ email: 'ada@example.com', text: { body: 'hello' }, body: 'see you', caption: 'a cat' }, 'x');
    expect(last()).toMatchObject({
      email: '….com',
      text: { body: '[text of 5 characters]' },
      body: '[text of 7 characters]',
      caption: '[text of 5 characters]',
    });
  });

  it.each([
    [`sent to ${PHONE}`, 'sent to …0001'],
    ['sent to +1 (555) 123-0001 now', 'sent to …0001 now'],
    ['key wxw_abcDEF123_zzz refused', 'key wxw_[hidden] refused'],
    ['signed with whsec_AbC+/x==', 'signed with whsec_[hidden]'],
    ['header Bearer abc.def-ghi', 'header Bearer [hidden]'],
    ['jwt eyJhbGciOi.eyJzdWIi.c2ln', 'jwt [hidden]'],
    ['at postgres://app:p%40ss@db:5432/x', 'at postgres://[hidden]@db:5432/x'],
    ['proxy http://user:pa@ss@host/x', 'proxy http://[hidden]@host/x'],
    ['id 01934827-1234-7123-8123-123456789012 kept', 'id 01934827-1234-7123-8123-123456789012 kept'],
  ])('masks inside a message: %s', (message, expected) => {
    const { log, last } = capture();
    log.info(message);
    expect(last()['msg']).toBe(expected);
    log.info('%s', message);
    expect(last()['msg']).toBe(expected);
    log.info({ note: message }, 'x');
    expect(last()['note']).toBe(expected);
  });

  it('writes an error with its cause, without what it carries of customers', () => {
    const cause = Object.assign(new Error(`refused for ${PHONE}`), { code: 'ECONNREFUSED', config: { secret: SECRET } });
    const error = Object.assign(new TypeError(`could not reach https://u:${SECRET}@host`, { cause }), {
      detail: `Key (email)=(${SECRET})`,
    });
    const { log, text, last } = capture();
    log.error(error);
    expect(last()).toMatchObject({ level: 'error', err: { type: 'TypeError', cause: { code: 'ECONNREFUSED' } } });
    log.error({ err: error }, 'failed');
    log.error(error, 'failed');
    expect(last()).toMatchObject({ msg: 'failed', err: { message: 'could not reach https://[hidden]@host' } });
    expect(text()).not.toContain(SECRET);
    expect(text()).not.toContain(PHONE);
  });

  it('survives what cannot be written as JSON', () => {
    const circular: Record<string, unknown> = { bytes: Buffer.from('abc'), big: 12n, when: new Date(0) };
    circular['self'] = circular;
    const { log, last } = capture();
    log.info(circular, 'x');
    expect(last()).toMatchObject({ bytes: '[3 bytes]', big: '12', when: '1970-01-01T00:00:00.000Z' });
  });

  it('never shows a long number, wherever it stands in any message', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.bigInt({ min: 10n ** 8n, max: 10n ** 15n }), (before, after, number) => {
        const { log, text } = capture();
        log.info(`${before}${number}${after}`);
        log.info('%s %d %j', `${before}${number}`, Number(number), { note: `${number}${after}` });
        expect(text()).not.toContain(String(number));
      }),
    );
  });
});
