import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer } from '../testing/server.ts';
import type { TestServer } from '../testing/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

describe('every answer', () => {
  it('carries a request id and says 404 as a problem for an unknown path', async () => {
    const answer = await fetch(`${server.url}/v1/nothing`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 404, code: 'http.not_found', requestId: answer.headers.get('x-request-id') });
  });

  it('says 405 with Allow for a method that the path does not take', async () => {
    const answer = await fetch(`${server.url}/health/live`, { method: 'POST' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });
});
