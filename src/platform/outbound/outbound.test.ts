import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createLog } from '../log.ts';
import { HOSTILE_URLS } from '../testing/hostile-urls.ts';
import type { Resolve } from './guarded-agent.ts';
import { createOutbound, OutboundError, type Outbound, type OutboundOptions, type OutboundRequest } from './outbound.ts';

// In these tests 127.0.0.1 is the outside, where receivers live, and 127.0.0.2 the inside, where nobody may get.
const OUTSIDE = '127.0.0.1';
const INSIDE = '127.0.0.2';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function outboundWith(options: Partial<OutboundOptions> = {}): Outbound {
  const outbound = createOutbound({ allow: [OUTSIDE], allowHttp: true, log: createLog({ level: 'silent' }), ...options });
  endings.push(() => outbound.close());
  return outbound;
}

async function serve(listener: RequestListener, host = OUTSIDE): Promise<string> {
  const server = createServer(listener).listen(0, host);
  return addressOf(server, host);
}

async function serveTcp(listener: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    listener(socket);
  }).listen(0, OUTSIDE);
  endings.push(() => sockets.forEach((socket) => socket.destroy()));
  return addressOf(server, OUTSIDE);
}

async function addressOf(server: Server | ReturnType<typeof createTcpServer>, host: string): Promise<string> {
  await once(server, 'listening');
  endings.push(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

/** A listener on the inside, and how often it was reached. */
async function serveInside(): Promise<{ url: string; port: string; hits: () => number }> {
  let hits = 0;
  const url = await serve((_request, response) => {
    hits += 1;
    response.end('inside');
  }, INSIDE);
  return { url, port: new URL(url).port, hits: () => hits };
}

/** Answers each question with the next of these addresses, the last one for ever. */
function resolveTo(...answers: string[][]): Resolve {
  let asked = 0;
  return (_hostname, _options, answer) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

const resolveNothing: Resolve = (_hostname, _options, answer) => answer(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);

async function reasonOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof OutboundError) return error.reason;
    throw error;
  }
  return 'none';
}

const get = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  timeoutMs: 5_000,
  maxBytes: 1_000,
  ...more,
});

describe('the policy on URLs', () => {
  it.each(HOSTILE_URLS)('refuses %j without asking anybody', async (url) => {
    const outbound = outboundWith({ allow: [], resolve: () => expect('a lookup').toBe('never made') });
    const refusals = ['invalid_url', 'scheme_not_allowed', 'credentials_in_url', 'private_address'];
    expect(refusals).toContain(await reasonOf(() => outbound.checkUrl(url)));
    expect(refusals).toContain(await reasonOf(() => outbound.request(get(url))));
    expect(refusals).toContain(await reasonOf(() => outbound.fetchStream(get(url))));
  });

  it.each([
    'https://example.com/hook',
    'https://EXAMPLE.com.:8443/a%20b?c=d\\e#f',
    'https://1.1.1.1/',
    'https://[2606:4700:4700::1111]/',
    'https://bücher.example/',
    'http://example.com/',
    'https://public.example#@127.0.0.1/',
  ])('lets %j pass', async (url) => {
    expect(await reasonOf(() => outboundWith().checkUrl(url))).toBe('none');
  });

  it.each([
    ['http://example.com/', 'scheme_not_allowed'],
    ['ws://example.com/', 'scheme_not_allowed'],
    ['https://example.com:22/', 'port_not_allowed'],
    ['https://example.com:6379/', 'port_not_allowed'],
    ['https://user@example.com/', 'credentials_in_url'],
    ['https://printer/', 'private_address'],
    ['https://nas.local/', 'private_address'],
    ['https://203.0.113.9/', 'private_address'],
    ['https://[2001:db8::1]/', 'private_address'],
    ['https://198.51.100.7:8443/', 'private_address'],
    [`https://example.com/${'x'.repeat(2_048)}`, 'invalid_url'],
    ['https://exa mple.com/', 'invalid_url'],
    ['https://', 'invalid_url'],
    ['', 'invalid_url'],
  ])('says of %j that it is %s', async (url, reason) => {
    expect(await reasonOf(() => outboundWith({ allowHttp: false }).checkUrl(url))).toBe(reason);
  });

  it('refuses the public addresses of this server', async () => {
    const outbound = outboundWith({ ownAddresses: ['1.1.1.1', '2606:4700:4700::1111'] });
    expect(await reasonOf(() => outbound.checkUrl('https://1.1.1.1/'))).toBe('private_address');
    expect(await reasonOf(() => outbound.checkUrl('https://[2606:4700:4700:0::1111]/'))).toBe('private_address');
    expect(await reasonOf(() => outbound.checkUrl('https://1.1.1.2/'))).toBe('none');
  });

  it('lets through what the operator allows, with plain http and any port, and nothing beside it', async () => {
    const outbound = outboundWith({ allow: ['n8n', 'Hooks.LAN.', '10.1.0.0/16', 'fd00:1::/32', '[::1]'], allowHttp: false });
    const allowed = ['http://n8n/', 'http://n8n:81/x', 'https://hooks.lan/', 'http://10.1.2.3/', 'http://[fd00:1::9]/', 'http://[::1]:22/'];
    const refused = ['http://n8n.lan/', 'https://x.hooks.lan/', 'https://10.2.0.1/', 'https://[fd00:2::9]/', 'https://[::ffff:10.1.2.3]/'];
    for (const url of allowed) expect(await reasonOf(() => outbound.checkUrl(url))).toBe('none');
    for (const url of refused) expect(await reasonOf(() => outbound.checkUrl(url))).not.toBe('none');
    expect(await reasonOf(() => outbound.checkUrl('http://user:pw@n8n/'))).toBe('credentials_in_url');
  });

  it.each(['10.0.0.0/99', 'a b', 'http://n8n', '*.lan'])('refuses %j in the list of allowed hosts', (entry) => {
    expect(() => outboundWith({ allow: [entry] })).toThrow(`"${entry}"`);
  });

  it('refuses every loopback address however its number is written', () => {
    const outbound = outboundWith({ allow: [] });
    const address = fc.integer({ min: 0x7f000000, max: 0x7fffffff });
    const spelling = fc.constantFrom(
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0${n.toString(8)}`,
      (n: number) => `127.${n & 0xffffff}`,
      (n: number) => `[::ffff:${n >>> 16 ? (n >>> 16).toString(16) : '0'}:${(n & 0xffff).toString(16)}]`,
    );
    fc.assert(fc.property(address, spelling, (n, spell) => expect(() => outbound.checkUrl(`http://${spell(n)}/`)).toThrow('private')));
  });

  it('never throws anything but its own error, whatever the text', async () => {
    const outbound = outboundWith();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.string({ unit: 'binary' })), async (url) => {
        expect(await reasonOf(() => outbound.checkUrl(url))).toMatch(/^\w+$/);
      }),
    );
  });
});

describe('names that lead inside', () => {
  it.each([
    ['a private address', [INSIDE]],
    ['a private one among public ones', [OUTSIDE, INSIDE]],
    ['IPv6 loopback', ['::1']],
    ['a mapped address', [`::ffff:${INSIDE}`]],
    ['a link-local address with its scope', ['fe80::1%lo']],
    ['the wire server of Azure', ['168.63.129.16']],
  ])('are refused when they resolve to %s', async (_what, addresses) => {
    const inside = await serveInside();
    const outbound = outboundWith({ resolve: resolveTo(addresses) });
    const url = `http://evil.example:${inside.port}/`;
    expect(await reasonOf(() => outbound.request(get(url)))).toBe('private_address');
    expect(await reasonOf(() => outbound.fetchStream(get(url)))).toBe('private_address');
    expect(inside.hits()).toBe(0);
  });

  it('are refused when they change between two calls', async () => {
    const inside = await serveInside();
    const outside = await serve((_request, response) => response.setHeader('connection', 'close').end());
    const outbound = outboundWith({ resolve: resolveTo([OUTSIDE], [INSIDE]) });
    const { status } = await outbound.request(get(outside.replace(OUTSIDE, 'rebind.example')));
    expect(status).toBe(200);
    expect(await reasonOf(() => outbound.request(get(`http://rebind.example:${inside.port}/`)))).toBe('private_address');
    expect(inside.hits()).toBe(0);
  });

  it('are let through when the operator allows the name', async () => {
    const inside = await serveInside();
    const outbound = outboundWith({ allow: ['n8n'], allowHttp: false, resolve: resolveTo([INSIDE]) });
    const { body } = await outbound.request(get(`http://n8n:${inside.port}/`));
    expect(body.toString()).toBe('inside');
  });
});

describe('a call', () => {
  it('sends the body byte for byte and hands back the answer', async () => {
    const seen: { body: string; headers: unknown; method: unknown }[] = [];
    const url = await serve((request, response) => {
      void text(request).then((body) => {
        seen.push({ body, headers: request.headers, method: request.method });
        response.writeHead(201, { 'X-Answer': 'yes' }).end('{"ok": true}');
      });
    });
    const body = '  {"a" : 1 }\n';
    const headers = { 'Content-Type': 'application/json', 'webhook-id': 'w1' };
    const answer = await outboundWith().request(get(`${url}/hook?x=1`, { method: 'POST', body, headers }));
    expect(seen).toEqual([
      { body, method: 'POST', headers: expect.objectContaining({ 'webhook-id': 'w1', 'content-type': 'application/json' }) },
    ]);
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(answer).toMatchObject({ status: 201, truncated: false });
    expect(answer.headers['x-answer']).toBe('yes');
    expect(answer.body.toString()).toBe('{"ok": true}');
    expect(answer.durationMs).toBeGreaterThan(0);
  });

  it('does not follow a redirect', async () => {
    const inside = await serveInside();
    const url = await serve((_request, response) => response.writeHead(302, { location: inside.url }).end());
    expect(await outboundWith().request(get(url))).toMatchObject({ status: 302 });
    expect(inside.hits()).toBe(0);
  });

  it('keeps as much of the answer as asked and does not read a gigabyte', async () => {
    let sent = 0;
    const url = await serve((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (sent < 1024 ** 3 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    });
    const answer = await outboundWith().request(get(url, { maxBytes: 100_000 }));
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body).toHaveLength(100_000);
    expect(sent).toBeLessThan(64 * 1024 ** 2);
  });

  it('does not unpack an answer', async () => {
    const url = await serve((_request, response) => response.setHeader('content-encoding', 'gzip').end('not gzip at all'));
    const { body } = await outboundWith().request(get(url));
    expect(body.toString()).toBe('not gzip at all');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => {}],
    ['never reads', (socket) => socket.pause()],
    ['hangs after its headers', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab')],
    ['hangs inside its headers', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le')],
    [
      'drips',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('ends in time when the receiver %s', async (_what, behave) => {
    const url = await serveTcp(behave);
    const started = performance.now();
    const call = get(url, { method: 'POST', body: Buffer.alloc(20 * 1024 * 1024), timeoutMs: 300 });
    expect(await reasonOf(() => outboundWith().request(call))).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(1_300);
  });

  it('names what went wrong', async () => {
    const outbound = outboundWith({ allow: [OUTSIDE, 'nowhere'] });
    const closed = await serve(() => {});
    await endings.pop()?.();
    expect(await reasonOf(() => outbound.request(get(closed)))).toBe('connection_refused');
    const resetting = await serveTcp((socket) => socket.resetAndDestroy());
    expect(await reasonOf(() => outbound.request(get(resetting)))).toBe('connection_reset');
    const halfway = await serveTcp((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'));
    expect(await reasonOf(() => outbound.request(get(halfway)))).toBe('connection_reset');
    expect(await reasonOf(() => outbound.request(get(halfway.replace('http:', 'https:'))))).toBe('tls_error');
    const garbage = await serveTcp((socket) => socket.end('220 smtp.example ESMTP\r\n'));
    expect(await reasonOf(() => outbound.request(get(garbage)))).toBe('unreachable');
    const headers = await serveTcp((socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`));
    expect(await reasonOf(() => outbound.request(get(headers)))).toBe('too_large');
  });

  it('names a lookup that fails', async () => {
    expect(await reasonOf(() => outboundWith({ resolve: resolveNothing }).request(get('https://nowhere.example/')))).toBe(
      'dns_lookup_failed',
    );
    expect(await reasonOf(() => outboundWith({ resolve: resolveTo([]) }).request(get('https://nowhere.example/')))).toBe(
      'dns_lookup_failed',
    );
  });

  it('gives up early on a host that does not finish the TLS handshake', async () => {
    const silent = await serveTcp(() => {});
    const outbound = outboundWith({ connectTimeoutMs: 100 });
    expect(await reasonOf(() => outbound.request(get(silent.replace('http:', 'https:'))))).toBe('connection_timeout');
  });

  it('uses a connection again', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('x');
    });
    const outbound = outboundWith();
    for (let count = 0; count < 3; count += 1) await outbound.request(get(url));
    expect(ports.size).toBe(1);
  });
});

describe('fetching by URL', () => {
  it('streams what it finds, through a few redirects', async () => {
    const url = await serve((request, response) => {
      const hop = Number(new URL(request.url ?? '', 'http://x').searchParams.get('hop'));
      if (hop < 3) return response.writeHead(302, { location: `/?hop=${hop + 1}` }).end('moved');
      return response.setHeader('content-type', 'image/png').end('picture');
    });
    const { status, headers, stream } = await outboundWith().fetchStream(get(`${url}/?hop=0`));
    expect({ status, type: headers['content-type'], body: await text(stream) }).toEqual({
      status: 200,
      type: 'image/png',
      body: 'picture',
    });
  });

  it('refuses a redirect to the inside, whatever its form', async () => {
    const inside = await serveInside();
    const targets = [
      inside.url,
      `https://${INSIDE}:${inside.port}/`,
      `//${INSIDE}:${inside.port}/`,
      'http://evil.example:8080/',
      ...HOSTILE_URLS,
    ];
    const url = await serve((request, response) => {
      const target = targets[Number(request.url?.slice(1))] ?? '';
      response.writeHead(307, { location: Buffer.from(target.replaceAll('\t', '')).toString('latin1') }).end();
    });
    const resolve: Resolve = (hostname, ...rest) => resolveTo([hostname === 'receiver' ? OUTSIDE : INSIDE])(hostname, ...rest);
    const outbound = outboundWith({ allow: ['receiver'], resolve });
    for (const index of targets.keys()) {
      expect(await reasonOf(() => outbound.fetchStream(get(`${url.replace(OUTSIDE, 'receiver')}/${index}`)))).toMatch(
        /private_address|invalid_url|scheme_not_allowed|credentials_in_url|^redirect$/,
      );
    }
    expect(inside.hits()).toBe(0);
  });

  it.each([
    ['round in a circle', { location: '/' }],
    ['to nowhere', { location: 'http://' }],
    ['without saying where', {}],
  ])('gives up on a host that redirects %s', async (_what, headers) => {
    const url = await serve((_request, response) => response.writeHead(301, headers).end());
    expect(await reasonOf(() => outboundWith().fetchStream(get(url)))).toBe('redirect');
  });

  it('refuses what is too large, announced or not', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', '1001');
      response.write('x'.repeat(500));
      response.end('x'.repeat(501));
    });
    const outbound = outboundWith();
    expect(await reasonOf(() => outbound.fetchStream(get(`${url}/announced`)))).toBe('too_large');
    const { stream } = await outbound.fetchStream(get(url));
    expect(await reasonOf(() => buffer(stream))).toBe('too_large');
    const whole = await outbound.fetchStream(get(url, { maxBytes: 1_001 }));
    expect(await buffer(whole.stream)).toHaveLength(1_001);
  });

  it('fails in time when the body stops coming', async () => {
    const url = await serveTcp((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'));
    const { stream } = await outboundWith().fetchStream(get(url, { timeoutMs: 200 }));
    expect(await reasonOf(() => buffer(stream))).toBe('timeout');
  });

  it('lets go of the connection when nobody reads', async () => {
    const sockets: Socket[] = [];
    const url = await serveTcp((socket) => {
      sockets.push(socket.resume());
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab');
    });
    const { stream } = await outboundWith().fetchStream(get(url, { timeoutMs: 60_000 }));
    const closed = sockets.map((socket) => once(socket, 'close'));
    stream.destroy();
    expect(await Promise.all(closed)).toHaveLength(1);
  });
});
