import type { Keyring } from '../crypto/master-key.ts';
import { hmac } from '../crypto/mac.ts';
import { violatedConstraint } from '../db/db-errors.ts';
import type { Tx } from '../db/db.ts';
import type { Caller } from './caller.ts';
import { AppError, conflict, unprocessable } from './errors.ts';
import { claimKey, findAnswer, forgetAnswer, storeAnswer } from './idempotency.sql.ts';
import type { StoredAnswer } from './idempotency.sql.ts';

export type Seal = {
  seal(tx: Tx, purpose: string, plaintext: string): Promise<string>;
  open(tx: Tx, purpose: string, sealed: string): Promise<string>;
};

/** An answer as it is sent and stored: its status, the headers that the handler set, its JSON text. */
export type PlainAnswer = { status: number; headers: Record<string, string>; body: string | null };

/** What is kept of a body to know it again: nobody who reads the table can try passwords against it. */
export type Fingerprints = { of(body: unknown): Buffer; matches(body: unknown, kept: Buffer): boolean };

type Work = {
  tx: Tx;
  caller: Caller;
  route: string;
  key: string;
  body: unknown;
  fingerprints: Fingerprints;
  seal: Seal | null;
  run: () => Promise<PlainAnswer>;
};

const PURPOSE = 'idempotent answer';

/** Runs the work once for each key. The key is claimed in the work's own transaction: a crash leaves neither, and a twin waits for it. */
export async function once(work: Work): Promise<PlainAnswer & { replayed: boolean }> {
  const known = await knownAnswer(work);
  if (known) return { ...known, replayed: true };
  const answer = await work.run();
  await keep(work, answer);
  return { ...answer, replayed: false };
}

type WorkApart = Omit<Work, 'tx'> & { transact: <T>(part: (tx: Tx) => Promise<T>) => Promise<T> };

/** The same for work outside any transaction. When nobody knows whether it was done, the key stays taken: it is never done again on a guess. */
export async function onceApart({ transact, ...work }: WorkApart): Promise<PlainAnswer & { replayed: boolean }> {
  const known = await transact((tx) => knownAnswer({ ...work, tx }));
  if (known) return { ...known, replayed: true };
  const answer = await work.run().catch(async (error: unknown) => {
    if (saysNothingWasDone(error)) await transact((tx) => forgetAnswer(tx, idOf(work)));
    throw error;
  });
  await transact((tx) => keep({ ...work, tx }, answer));
  return { ...answer, replayed: false };
}

/** A refusal, or a failure that says so; of any other (a lost answer, a defect) that is not known. */
function saysNothingWasDone(error: unknown): boolean {
  return error instanceof AppError && (error.status < 500 || error.status === 501 || error.status === 503);
}

/** The first answer when there is one; null once the key is this work's own. */
async function knownAnswer(work: Work): Promise<PlainAnswer | null> {
  const { tx, fingerprints, body } = work;
  if (await claim(tx, idOf(work), fingerprints.of(body))) return null;
  return replay(work, await findAnswer(tx, idOf(work)));
}

async function keep(work: Work, answer: PlainAnswer): Promise<void> {
  const { tx, seal } = work;
  const text = answer.body === null || !seal ? answer.body : await seal.seal(tx, PURPOSE, answer.body);
  await storeAnswer(tx, idOf(work), { ...answer, body: text, sealed: seal !== null });
}

const idOf = ({ caller, route, key }: Pick<Work, 'caller' | 'route' | 'key'>): KeyId => ({ credentialId: caller.actor.id, route, key });

/** The header's value, checked; null when there is none. */
export function idempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (header.length < 1 || header.length > 255 || !/^[\x21-\x7e]+$/.test(header)) {
    throw unprocessable([{ path: 'Idempotency-Key', message: 'Use 1 to 255 printable characters without spaces.' }]);
  }
  return header;
}

type KeyId = { credentialId: string; route: string; key: string };

async function claim(tx: Tx, id: KeyId, bodyMac: Buffer): Promise<boolean> {
  try {
    return await claimKey(tx, id, bodyMac);
  } catch (error) {
    if ((error as { code?: string }).code === '55P03')
      throw conflict('idempotency.in_progress', 'The first request with this key is still running.');
    throw violatedConstraint(error) ? conflict('idempotency.in_progress', 'The first request with this key is still running.') : error;
  }
}

async function replay({ tx, body: sent, fingerprints, seal }: Work, stored: StoredAnswer | null): Promise<PlainAnswer> {
  if (stored && !fingerprints.matches(sent, stored.bodyMac)) {
    throw new AppError({ code: 'idempotency.mismatch', status: 409, detail: 'This key was used before with another body.' });
  }
  if (!stored || stored.status === null) {
    throw conflict('idempotency.in_progress', 'The first request with this key is still running, or how it ended is not known.');
  }
  const body = stored.body !== null && stored.sealed && seal ? await seal.open(tx, PURPOSE, stored.body) : stored.body;
  return { status: stored.status, headers: stored.headers ?? {}, body };
}

/** Under a key derived from the master key; while that is rotated, what was kept under the others is known again too. */
export function createFingerprints({ current, others }: Keyring): Fingerprints {
  const [own, ...rest] = [current, ...others].map(({ deriveKey }) => deriveKey('idempotency'));
  const under = (key: Buffer, body: unknown) => hmac(key, canonicalJson(body ?? null));
  return {
    of: (body) => under(own as Buffer, body),
    matches: (body, kept) => [own as Buffer, ...rest].some((key) => under(key, body).equals(kept)),
  };
}

/** The same fields in another order are the same body. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
