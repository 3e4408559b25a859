import { lookup } from 'node:dns';
import { Readable } from 'node:stream';
import { create as createClient, type AxiosRequestConfig } from 'axios';
import type { Log } from '../log.ts';
import { createAddressPolicy } from './address-policy.ts';
import { GuardedHttpAgent, GuardedHttpsAgent, type Resolve } from './guarded-agent.ts';
import { asOutboundError, OutboundError } from './outbound-error.ts';
import { checkUrl } from './url-policy.ts';

export { OutboundError, type OutboundReason } from './outbound-error.ts';

export type OutboundRequest = {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** Sent byte for byte as it is, since a signature may stand over it. */
  body?: Buffer | string;
  /** For everything, from resolving the name to the last byte of the answer. */
  timeoutMs: number;
  /** So much of the answer is kept; the rest is not read. */
  maxBytes: number;
};

export type OutboundResponse = {
  /** Also a redirect, which is never followed. */
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  truncated: boolean;
  durationMs: number;
};

export type StreamRequest = { url: string; timeoutMs: number; maxBytes: number; maxRedirects?: number };

export type StreamResponse = {
  status: number;
  headers: Record<string, string>;
  /** Fails with an OutboundError: `too_large` past maxBytes, `timeout` when the time is over. */
  stream: Readable;
};

export type Outbound = {
  /** Throws an OutboundError for a URL that would be refused whatever its name resolves to. Asks no DNS. */
  checkUrl(url: string): void;
  request(request: OutboundRequest): Promise<OutboundResponse>;
  /** GET, following a few redirects, each of which passes the same policy. Sends nothing of ours along. */
  fetchStream(request: StreamRequest): Promise<StreamResponse>;
  /** Ends connections that are kept open for reuse. */
  close(): void;
};

export type OutboundOptions = {
  /** Hosts, addresses and CIDRs inside the operator's network that may be reached, also without TLS. */
  allow: string[];
  allowHttp: boolean;
  /** Public addresses of this server itself. */
  ownAddresses?: string[];
  log: Log;
  resolve?: Resolve;
  connectTimeoutMs?: number;
};

type Sent = { status: number; headers: Record<string, string>; stream: Readable };

const CONNECT_TIMEOUT_MS = 10_000;
/** The largest file that WhatsApp takes. */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 3;

/** Uncompressed, so that no small answer unfolds into a large one. */
const OWN_HEADERS = { 'User-Agent': 'Waxwing', Accept: '*/*', 'Accept-Encoding': 'identity' };

/** The one way to addresses that customers name: webhooks and fetch-by-URL. Nothing inside the network is reached unless allowed. */
export function createOutbound({
  log,
  allowHttp,
  resolve = lookup,
  connectTimeoutMs = CONNECT_TIMEOUT_MS,
  ...options
}: OutboundOptions): Outbound {
  const policy = createAddressPolicy(options.allow, options.ownAddresses ?? []);
  const guard = { policy, resolve, connectTimeoutMs };
  const agents = { httpAgent: new GuardedHttpAgent(guard), httpsAgent: new GuardedHttpsAgent(guard) };
  const client = createClient({ ...FIXED, ...agents });

  async function send(config: AxiosRequestConfig & { url: string }, signal: AbortSignal): Promise<Sent> {
    const { href } = checkUrl(config.url, policy, allowHttp);
    try {
      const { status, headers, data } = await client.request<Readable>({ ...config, url: href, signal });
      // Whoever reads the stream gets its error; without this listener one that comes between two reads would end the process.
      return { status, headers: plainHeaders(headers), stream: data.on('error', () => {}) };
    } catch (error) {
      const failure = asOutboundError(error, signal);
      if (failure.reason === 'private_address') log.warn({ host: new URL(href).hostname }, 'refused a call into the internal network');
      throw failure;
    }
  }

  return {
    checkUrl: (url) => void checkUrl(url, policy, allowHttp),

    async request({ method, url, headers, body, timeoutMs, maxBytes }) {
      const started = performance.now();
      const signal = AbortSignal.timeout(timeoutMs);
      const sent = await send({ method, url, headers: { ...OWN_HEADERS, ...headers }, data: toBuffer(body) }, signal);
      const kept = await readUpTo(sent.stream, maxBytes, signal);
      return { status: sent.status, headers: sent.headers, ...kept, durationMs: performance.now() - started };
    },

    async fetchStream({ url, timeoutMs, maxBytes, maxRedirects = MAX_REDIRECTS }) {
      const signal = AbortSignal.timeout(timeoutMs);
      let next = url;
      for (let hops = 0; hops <= maxRedirects; hops += 1) {
        const sent = await send({ method: 'GET', url: next, headers: OWN_HEADERS }, signal);
        if (!REDIRECTS.has(sent.status)) return limitStream(sent, maxBytes, signal);
        sent.stream.destroy();
        next = resolveLocation(sent.headers['location'], next);
      }
      throw new OutboundError('redirect');
    },

    close() {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  };
}

const FIXED: AxiosRequestConfig = {
  adapter: 'http',
  responseType: 'stream',
  // Without these three, axios would go through a proxy named in the environment, follow redirects past our policy, and unpack.
  proxy: false,
  maxRedirects: 0,
  decompress: false,
  // The answer is counted by us, since it is to be cut and not refused.
  maxContentLength: -1,
  maxBodyLength: MAX_REQUEST_BYTES,
  validateStatus: null,
};

/** axios rewrites JSON text, but leaves bytes alone. */
function toBuffer(body: Buffer | string | undefined): Buffer | undefined {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function plainHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

async function readUpTo(stream: Readable, maxBytes: number, signal: AbortSignal): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } catch (error) {
    throw asOutboundError(error, signal);
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes };
}

function limitStream({ stream, ...sent }: Sent, maxBytes: number, signal: AbortSignal): StreamResponse {
  if (Number(sent.headers['content-length']) > maxBytes) {
    stream.destroy();
    throw new OutboundError('too_large');
  }
  const limited = Readable.from(countBytes(stream, maxBytes, signal), { objectMode: false });
  // A reader who leaves before the first byte would leave the generator, and with it the connection, waiting.
  limited.once('close', () => stream.destroy());
  return { ...sent, stream: limited };
}

async function* countBytes(stream: Readable, maxBytes: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new OutboundError('too_large');
      yield chunk;
    }
  } catch (error) {
    throw asOutboundError(error, signal);
  }
}

function resolveLocation(location: string | undefined, base: string): string {
  if (location === undefined || !URL.canParse(location, base)) throw new OutboundError('redirect');
  return new URL(location, base).href;
}
