import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIPv6, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { create as createClient } from 'axios';
import { createLog } from '../log.ts';
import { HOSTILE_URLS } from '../testing/hostile-urls.ts';
import { createOutbound, OutboundError } from './outbound.ts';

// This file runs itself a second time in a network of its own, where every address that a hostile URL may lead to is on
// the loopback device with a listener behind it, and names are answered by a server of ours through the real resolver.

const PUBLIC = '93.184.215.14';
const INTERNAL = (
  '127.127.127.127 169.254.169.254 169.254.170.2 100.100.100.200 192.0.0.192 168.63.129.16 10.0.0.5 172.16.0.5 172.17.0.1 192.168.1.1 ' +
  '100.64.0.1 198.18.0.1 240.0.0.1 64:ff9b::7f00:1 64:ff9b:1::7f00:1 2002:7f00:1:: fe80::1 fec0::1 fc00::5 fd00:ec2::254 ::7f00:1'
).split(' ');

const isInNamespace = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === PUBLIC));

describe('the outbound guard', () => {
  if (isInNamespace) testInNamespace();
  else testByNamespace();
});

function testByNamespace(): void {
  const unshare = ['unshare', ...(process.getuid?.() === 0 ? [] : ['-r']), '-n', '-m'];
  const refusal = spawnSync('sh', ['-c', `${unshare.join(' ')} ip link show lo`], { encoding: 'utf8' });
  if (refusal.status !== 0) process.stderr.write(`skipped: no network namespace here: ${refusal.stderr}\n`);
  const whereAllowed = refusal.status === 0 ? it : it.skip;

  whereAllowed(
    'passes in a network namespace',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'waxwing-netns-'));
      try {
        const { status, output } = await runInNamespace(unshare, folder);
        expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/Tests: +\d+ passed/) });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    120_000,
  );
}

async function runInNamespace(unshare: string[], folder: string): Promise<{ status: number | null; output: string }> {
  const root = path.resolve(import.meta.dirname, '../../..');
  const { default: config } = (await import(path.join(root, 'jest.config.js'))) as { default: Record<string, unknown> };
  const { transform, testEnvironment, extensionsToTreatAsEsm } = config;
  const ownConfig = { rootDir: root, transform, testEnvironment, extensionsToTreatAsEsm, testMatch: ['**/outbound.faults.ts'] };
  makeCertificate(folder);
  writeFileSync(path.join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  writeFileSync(path.join(folder, 'hosts'), '127.0.0.1 localhost localhost.localdomain\n::1 localhost ip6-localhost\n');
  const script = [
    'set -e',
    `mount --bind ${folder}/resolv.conf /etc/resolv.conf`,
    `mount --bind ${folder}/hosts /etc/hosts`,
    'ip link set lo up',
    ...[PUBLIC, ...INTERNAL].map((ip) => `ip addr add ${ip}/${isIPv6(ip) ? 128 : 32} dev lo 2>/dev/null || true`),
    'exec "$@"',
  ].join('\n');
  const jest = [
    'node',
    '--experimental-vm-modules',
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--config',
    JSON.stringify(ownConfig),
  ];
  const { status, stdout, stderr } = spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'sh', '-c', script, 'sh', ...jest], {
    encoding: 'utf8',
    cwd: root,
    // A proxy in the environment, to see that it is not used.
    env: {
      PATH: process.env['PATH'],
      NODE_EXTRA_CA_CERTS: `${folder}/cert.pem`,
      HTTP_PROXY: 'http://127.0.0.1:80',
      HTTPS_PROXY: 'http://127.0.0.1:80',
    },
  });
  return { status, output: stdout + stderr };
}

function makeCertificate(folder: string): void {
  const names = `subjectAltName=DNS:public.example,DNS:localhost,IP:127.0.0.1,IP:::1,IP:${PUBLIC}`;
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${folder}/key.pem`];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', `${folder}/cert.pem`, '-days', '2', '-subj', '/CN=test', '-addext', names], {
    stdio: 'ignore',
  });
}

function testInNamespace(): void {
  const internalHits: string[] = [];
  const publicHits: string[] = [];
  const endings: (() => void)[] = [];
  const outbound = createOutbound({ allow: [], allowHttp: true, log: createLog({ level: 'silent' }) });

  const noteInternal = ({ localAddress = '', localPort }: Socket): void => {
    if (!localAddress.endsWith(PUBLIC)) internalHits.push(`${localAddress} ${localPort}`);
  };

  const listener: RequestListener = (request, response) => {
    publicHits.push(`${request.headers.host}${request.url}`);
    // The public host redirects wherever its path says.
    const [, status, target] = /^\/(\d{3})\/([\w-]+)$/.exec(request.url ?? '') ?? [];
    if (status && target) {
      response.statusCode = Number(status);
      response.setHeader('location', Buffer.from(target, 'base64url').toString());
    }
    response.setHeader('connection', 'close').end('reached');
  };

  beforeAll(async () => {
    const folder = path.dirname(process.env['NODE_EXTRA_CA_CERTS'] ?? '');
    const tls = { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/cert.pem`) };
    const [plain, secure] = [createServer(listener), createTlsServer(tls, listener)];
    // A connection is enough, even if nothing is asked over it.
    for (const server of [plain, secure]) server.on('connection', noteInternal);
    await new Promise<void>((resolve) => void plain.listen(80, '::', resolve));
    await new Promise<void>((resolve) => void secure.listen(443, '::', resolve));
    const stopNames = await startNameServer();
    endings.push(
      () => outbound.close(),
      stopNames,
      () => plain.close().closeAllConnections(),
      () => secure.close().closeAllConnections(),
    );
  });
  afterAll(() => endings.forEach((end) => end()));

  it.each(allUrls())('reaches nothing internal by %j', async (url) => {
    internalHits.length = 0;
    const reasons: string[] = [];
    for (const call of [request, fetchByUrl]) for (let turn = 0; turn < 2; turn += 1) reasons.push(await outcomeOf(() => call(url)));
    expect(internalHits).toEqual([]);
    expect(reasons.filter((reason) => reason.startsWith('bug'))).toEqual([]);
    expect(reasons).toContainEqual(expect.not.stringMatching('answered'));
  });

  it('still reaches a public host by name and by address, with and without TLS', async () => {
    publicHits.length = 0;
    const urls = [
      'http://public.example/',
      'https://public.example/',
      `http://${PUBLIC}/`,
      `https://${PUBLIC}/`,
      'http://public.example#@127.0.0.1/',
    ];
    for (const url of urls) expect(await outcomeOf(() => fetchByUrl(url))).toBe('answered 200');
    const location = Buffer.from('https://public.example/').toString('base64url');
    expect(await outcomeOf(() => fetchByUrl(`http://public.example/302/${location}`))).toBe('answered 200');
    expect(publicHits).toHaveLength(urls.length + 2);
  });

  it('calls a host unreachable to which there is no way', async () => {
    expect(await outcomeOf(() => request('http://8.8.8.8/'))).toBe('unreachable');
  });

  it('would find most of the internal listeners without the guard', async () => {
    internalHits.length = 0;
    const client = createClient({ proxy: false, timeout: 500, validateStatus: null });
    for (const url of allUrls()) await client.get(url).catch(() => {});
    expect(internalHits.length).toBeGreaterThan(50);
  });

  async function request(url: string): Promise<number> {
    return (await outbound.request({ method: 'POST', url, body: '{}', timeoutMs: 1_000, maxBytes: 1_000 })).status;
  }

  async function fetchByUrl(url: string): Promise<number> {
    const { status, stream } = await outbound.fetchStream({ url, timeoutMs: 1_000, maxBytes: 1_000 });
    await text(stream);
    return status;
  }
}

async function outcomeOf(call: () => Promise<number>): Promise<string> {
  try {
    return `answered ${await call()}`;
  } catch (error) {
    return error instanceof OutboundError ? error.reason : `bug: ${String(error)}`;
  }
}

/** Besides the spellings: names that lead inside, and public hosts that redirect there. */
function allUrls(): string[] {
  return [
    ...HOSTILE_URLS,
    ...['private.example', 'loopback6.example', 'mixed.example', 'rebind.example', 'mapped.example'].map((name) => `http://${name}/`),
    'https://private.example/',
    'https://rebind.example/',
    redirectTo(302, 'http://127.0.0.1/'),
    redirectTo(307, 'http://169.254.169.254/latest/meta-data/'),
    redirectTo(302, 'https://127.0.0.1/'),
    redirectTo(302, 'http://private.example/'),
    redirectTo(301, 'http://rebind.example/'),
  ];
}

function redirectTo(status: number, target: string): string {
  return `http://public.example/${status}/${Buffer.from(target).toString('base64url')}`;
}

const RECORDS: Record<string, string[]> = {
  'public.example': [PUBLIC],
  'private.example': ['10.0.0.5'],
  'loopback6.example': ['::1'],
  'mixed.example': [PUBLIC, '127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
};

/** The real resolver asks this one; `rebind.example` is public once and loopback ever after, any other name is loopback. */
async function startNameServer(): Promise<() => void> {
  let rebinds = 0;
  const server = createSocket('udp4');
  server.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    const isIPv4 = type === 1;
    if (name === 'rebind.example' && isIPv4) rebinds += 1;
    const addresses = name === 'rebind.example' ? [rebinds === 1 ? PUBLIC : '127.0.0.1'] : (RECORDS[name] ?? ['127.0.0.1']);
    const answers = addresses.filter((address) => isIPv6(address) !== isIPv4).map((address) => answerWith(type, address));
    const header = Buffer.from([0x81, 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0]);
    server.send(Buffer.concat([query.subarray(0, 2), header, query.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => void server.bind(53, '127.0.0.1', resolve));
  return () => void server.close();
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answerWith(type: number, address: string): Buffer {
  const data = isIPv6(address) ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([head, data]);
}

function ipv6Bytes(address: string): Buffer {
  const hex = address === '::1' ? '1'.padStart(32, '0') : 'ffff7f000001'.padStart(32, '0');
  return Buffer.from(hex, 'hex');
}
