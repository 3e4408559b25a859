import type { Tx } from '../db/db.ts';

type KeyId = { credentialId: string; route: string; key: string };

export type StoredAnswer = {
  bodyMac: Buffer;
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  sealed: boolean;
};

/** Takes the key, or one that is older than 24 hours. Waits for a twin that is still running. */
export async function claimKey(tx: Tx, { credentialId, route, key }: KeyId, bodyMac: Buffer): Promise<boolean> {
  const changed = await tx.execute(
    `insert into idempotent_answers as known (credential_id, route, key, body_mac) values ($1, $2, $3, $4)
     on conflict (organization_id, credential_id, route, key) do update
       set body_mac = excluded.body_mac, status = null, headers = null, body = null, created_at = now()
       where known.created_at < now() - interval '24 hours'`,
    [credentialId, route, key, bodyMac],
  );
  return changed === 1;
}

export async function findAnswer(tx: Tx, { credentialId, route, key }: KeyId): Promise<StoredAnswer | null> {
  return tx.maybe<StoredAnswer>(
    'select body_mac, status, headers, body, sealed from idempotent_answers where credential_id = $1 and route = $2 and key = $3',
    [credentialId, route, key],
  );
}

export async function storeAnswer(tx: Tx, { credentialId, route, key }: KeyId, answer: Omit<StoredAnswer, 'bodyMac'>): Promise<void> {
  await tx.execute(
    `update idempotent_answers set status = $4, headers = $5, body = $6, sealed = $7 where credential_id = $1 and route = $2 and key = $3`,
    [credentialId, route, key, answer.status, JSON.stringify(answer.headers), answer.body, answer.sealed],
  );
}

export async function forgetAnswer(tx: Tx, { credentialId, route, key }: KeyId): Promise<void> {
  await tx.execute('delete from idempotent_answers where credential_id = $1 and route = $2 and key = $3', [credentialId, route, key]);
}

export async function deleteOldAnswers(tx: Tx): Promise<number> {
  return tx.execute(`delete from idempotent_answers where created_at < now() - interval '24 hours'`);
}

/** Forgets the answers that hold one of these texts; sealed ones hold secrets of ours and nobody's data. */
export async function deleteAnswersWith(tx: Tx, texts: readonly string[]): Promise<number> {
  return tx.execute(
    'delete from idempotent_answers where exists (select from unnest($1::text[]) as t (text) where position(t.text in body) > 0)',
    [texts],
  );
}
