import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { startTestServer } from '../testing/server.ts';
import type { TestServer } from '../testing/server.ts';
import { createBodyTimer } from './body-timer.ts';

const times = { withinMs: 400, uploadBytes: 1_000 };
const LONGEST_MS = 3_000;

type Slow = { path: string; announced: number; chunk: number; everyMs: number };

/** Sends a body in small pieces until the other side closes or everything is sent and answered. */
async function trickle(url: string, { path, announced, chunk, everyMs }: Slow): Promise<{ answer: string; sent: number }> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let [answer, sent] = ['', 0];
  socket.on('data', (data) => (answer += data.toString()));
  socket.on('error', () => undefined);
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${announced}\r\n\r\n`);
  const timer = setInterval(() => {
    if (sent >= announced || !socket.writable) return;
    sent += chunk;
    socket.write('x'.repeat(chunk));
    if (sent >= announced) setTimeout(() => socket.end(), everyMs);
  }, everyMs);
  const giveUp = setTimeout(() => socket.destroy(), LONGEST_MS);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  clearTimeout(giveUp);
  return { answer, sent };
}

describe('a body that trickles in', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ bodyTimes: times });
  });
  afterAll(() => server?.stop());

  it('is cut off with a code of its own, and its connection with it', async () => {
    const { answer, sent } = await trickle(server.url, { path: '/v1/auth/login', announced: 1_000, chunk: 1, everyMs: 20 });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toMatch(/Connection: close/i);
    expect(answer).toContain('"code":"http.body_timeout"');
    expect(sent).toBeLessThan(200);
  });

  it.each(['/v1/users', '/v1/nothing', '/health/live', '/openapi.json'])(
    'holds no connection at %s, which does not read it',
    async (path) => {
      const { answer, sent } = await trickle(server.url, { path, announced: 1_000, chunk: 1, everyMs: 20 });
      expect(answer).toMatch(/^HTTP\/1.1 40[145] /);
      expect(sent).toBeLessThan(200);
    },
  );
});

describe('an upload', () => {
  const app = express();
  const timer = createBodyTimer(times);
  app.use(timer.middleware);
  app.post('/', (request, response) => {
    timer.allowUpload(request);
    let bytes = 0;
    request.on('data', (data: Buffer) => (bytes += data.length));
    request.on('end', () => response.send(`took ${bytes}`));
  });
  const http = createServer(app).listen(0, '127.0.0.1');
  afterAll(() => http.closeAllConnections());
  afterAll(() => void http.close());
  const upload = (slow: Omit<Slow, 'path'>) => trickle(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { path: '/', ...slow });

  it('may take longer while it moves', async () => {
    expect((await upload({ announced: 12_000, chunk: 200, everyMs: 20 })).answer).toContain('took 12000');
  });

  it('that hardly moves is cut off', async () => {
    const { answer, sent } = await upload({ announced: 12_000, chunk: 2, everyMs: 20 });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(sent).toBeLessThan(200);
  });
});
