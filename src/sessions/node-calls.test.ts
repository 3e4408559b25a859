import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createNodeCalls } from './node-calls.ts';

const KEY = Buffer.alloc(32, 1);
const START = Date.parse('2026-01-01T00:00:00Z');

let clock: number;
const now = () => clock;
let server: Server;
let url: string;
let got: { headers: IncomingHttpHeaders; body: string } | null;
let answer: { status: number; headers?: Record<string, string>; body: string };
beforeEach(async () => {
  clock = START;
  got = null;
  answer = { status: 200, body: JSON.stringify({ result: { fine: true } }) };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function signed(key = KEY): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  await createNodeCalls({ keys: [key], now }).call(url, 'secret', { clientId: 'c', operation: 'sandboxScan', input: {}, address: '::1' });
  return got as NonNullable<typeof got>;
}

describe('a call between nodes', () => {
  it('is recognised once', async () => {
    const { headers, body } = await signed();
    const other = createNodeCalls({ keys: [KEY], now });
    expect([other.verify(headers, 'secret', body), other.verify(headers, 'secret', body)]).toEqual([true, false]);
  });

  it('is refused with another credential, body, time or nonce, and when it was signed with another key', async () => {
    const { headers, body } = await signed();
    const other = createNodeCalls({ keys: [KEY], now });
    const wrong: [IncomingHttpHeaders, string, string][] = [
      [headers, 'other', body],
      [headers, 'secret', body.replace('sandboxScan', 'leaveGroup')],
      [{ ...headers, 'x-waxwing-time': String(START + 1) }, 'secret', body],
      [{ ...headers, 'x-waxwing-nonce': '00' }, 'secret', body],
      [{}, 'secret', body],
    ];
    expect(wrong.map((parts) => other.verify(...parts))).toEqual(wrong.map(() => false));
    const forged = await signed(Buffer.alloc(32, 2));
    expect(other.verify(forged.headers, 'secret', forged.body)).toBe(false);
  });

  it('is refused when it is older than a minute, or from further ahead', async () => {
    for (const skew of [60_001, -60_001]) {
      clock = START;
      const { headers, body } = await signed();
      clock = START + skew;
      expect(createNodeCalls({ keys: [KEY], now }).verify(headers, 'secret', body)).toBe(false);
    }
  });

  it('gives the result, or nothing', async () => {
    const calls = createNodeCalls({ keys: [KEY], now });
    expect(await calls.call(url, 'secret', {})).toEqual({ fine: true });
    answer.body = JSON.stringify({ result: null });
    expect(await calls.call(url, 'secret', {})).toBeUndefined();
  });

  it("gives the other node's problem as its own, with the time to wait", async () => {
    answer = {
      status: 503,
      headers: { 'Retry-After': '7' },
      body: JSON.stringify({ code: 'clients.moving', status: 503, detail: 'Wait.' }),
    };
    await expect(createNodeCalls({ keys: [KEY], now }).call(url, 'secret', {})).rejects.toMatchObject({
      code: 'clients.moving',
      status: 503,
      detail: 'Wait.',
      headers: { 'Retry-After': '7' },
    });
  });

  it('says when the other node gives no proper answer, or none', async () => {
    answer = { status: 502, body: '<html>' };
    await expect(createNodeCalls({ keys: [KEY], now }).call(url, 'secret', {})).rejects.toMatchObject({
      code: 'clients.node_failed',
      status: 502,
    });
    answer = { status: 401, body: JSON.stringify({ code: 'nodes.bad_signature', status: 401, detail: 'This is for nodes only.' }) };
    await expect(createNodeCalls({ keys: [KEY], now }).call(url, 'secret', {})).rejects.toMatchObject({
      code: 'clients.node_failed',
      status: 502,
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(createNodeCalls({ keys: [KEY], now }).call(url, 'secret', {})).rejects.toMatchObject({
      code: 'clients.node_unreachable',
      status: 503,
    });
  });
});

it('verifies what a node signs that has not changed its master key yet', async () => {
  const old = Buffer.alloc(32, 7);
  const { headers, body } = await signed(old);
  expect(createNodeCalls({ keys: [KEY, old], now }).verify(headers, 'secret', body)).toBe(true);
});
