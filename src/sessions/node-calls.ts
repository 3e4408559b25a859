import type { IncomingHttpHeaders } from 'node:http';
import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { equalSecrets, hmac } from '../platform/crypto/mac.ts';
import { AppError, unavailable } from '../platform/http/errors.ts';

/** Where calls between nodes arrive; the proxy in front refuses this path. */
export const NODE_CALL_PATH = '/internal/session-calls';

export type SignedHeaders = { time: string; nonce: string; signature: string };

export const BAD_SIGNATURE = 'nodes.bad_signature';

const TIME_HEADER = 'x-waxwing-time';
const NONCE_HEADER = 'x-waxwing-nonce';
const SIGNATURE_HEADER = 'x-waxwing-signature';
// Clocks of two nodes may differ by this much; within it, the nonce keeps a call from being played twice.
const TOLERANCE_MS = 60_000;
const TIMEOUT_MS = 60_000;

/**
 * Signs over method, path, body, time, nonce and the caller's credential, with a key that only nodes of this installation can
 * derive. The first key signs; any of them verifies, because nodes change their master key one after the other.
 */
export function createNodeCalls({ keys, now }: { keys: readonly [Buffer, ...Buffer[]]; now: () => number }) {
  const seen = new LRUCache<string, true>({ max: 100_000, ttl: 2 * TOLERANCE_MS });

  const sign = (key: Buffer, time: string, nonce: string, credential: string, body: string) =>
    hmac(key, ['POST', NODE_CALL_PATH, sha256(body), time, nonce, sha256(credential)].join('\n')).toString('hex');

  return {
    /** Asks another node; its problem becomes ours. */
    async call(nodeUrl: string, credential: string, payload: object): Promise<unknown> {
      const body = JSON.stringify(payload);
      const time = String(now());
      const nonce = randomBytes(16).toString('hex');
      const headers = {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${credential}`,
        [TIME_HEADER]: time,
        [NONCE_HEADER]: nonce,
        [SIGNATURE_HEADER]: sign(keys[0], time, nonce, credential, body),
      };
      const answer = await fetch(nodeUrl + NODE_CALL_PATH, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      }).catch((cause: Error) => {
        if (cause.name === 'TimeoutError') throw timedOut(cause);
        throw unavailable('clients.node_unreachable', 'The node that runs this client cannot be reached.', 5, cause);
      });
      const content = (await answer.json().catch(() => ({}))) as { result?: unknown; code?: string; status?: number; detail?: string };
      if (answer.ok) return content.result ?? undefined;
      const { code, status, detail } = content;
      // A refusal that is not for the caller's credential: the clocks of the nodes differ by more than is tolerated, or their keys.
      if (!code || !status || !detail || code === BAD_SIGNATURE) throw failed(code ?? `status ${answer.status}`);
      const retryAfter = answer.headers.get('retry-after');
      throw new AppError({ code, status, detail, headers: retryAfter === null ? {} : { 'Retry-After': retryAfter } });
    },

    /** True for a call that a node of this installation made just now, for the first time. */
    verify(headers: IncomingHttpHeaders, credential: string, body: string): boolean {
      const [time, nonce, signature] = [TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER].map((name) => [headers[name] ?? ''].flat().join());
      const fits = (key: Buffer) => equalSecrets(signature as string, sign(key, time as string, nonce as string, credential, body));
      if (!keys.some(fits)) return false;
      if (Math.abs(now() - Number(time)) > TOLERANCE_MS || seen.has(nonce as string)) return false;
      seen.set(nonce as string, true);
      return true;
    },
  };
}

const timedOut = (cause: Error) =>
  new AppError({
    code: 'clients.node_timed_out',
    status: 504,
    detail: 'The node that runs this client gave no answer; it may have done it.',
    cause,
  });
const failed = (how: string) =>
  new AppError({ code: 'clients.node_failed', status: 502, detail: `The node that runs this client gave no proper answer: ${how}.` });

export type NodeCalls = ReturnType<typeof createNodeCalls>;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
