import { describe, expect, it } from '@jest/globals';
import { apiErrorOf, fieldMessages, isPassing, networkError } from './api-error.ts';

const response = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, statusText: 'Bad Gateway', headers });

describe('an error of the server', () => {
  it('keeps code, words and request id', () => {
    const error = apiErrorOf(response(404), { code: 'clients.not_found', detail: 'There is no such client.', requestId: 'r1' });
    expect(error).toMatchObject({ status: 404, code: 'clients.not_found', detail: 'There is no such client.', requestId: 'r1' });
  });

  it('is still readable when a proxy in between has answered', () => {
    const error = apiErrorOf(response(502, { 'x-request-id': 'r2' }), '<html>');
    expect(error).toMatchObject({ code: 'http_502', detail: 'Bad Gateway', requestId: 'r2', errors: [] });
  });

  it('says how long to wait', () => {
    expect(apiErrorOf(response(429, { 'retry-after': '30' }), {}).retryAfterSeconds).toBe(30);
  });

  it('gives each field its message however the path is written', () => {
    const errors = ['name', '/email', 'body.password', 'settings/requireTotp'].map((path) => ({ path, message: `about ${path}` }));
    expect(Object.keys(fieldMessages(apiErrorOf(response(422), { errors })))).toEqual([
      'name',
      'email',
      'password',
      'settings.requireTotp',
    ]);
  });

  it('is worth another try only when it may pass', () => {
    expect(isPassing(networkError(new TypeError()))).toBe(true);
    expect(isPassing(apiErrorOf(response(503), {}))).toBe(true);
    expect(isPassing(apiErrorOf(response(500), {}))).toBe(false);
    expect(isPassing(apiErrorOf(response(404), {}))).toBe(false);
  });
});
