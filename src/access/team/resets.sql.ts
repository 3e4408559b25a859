import type { Tx } from '../../platform/db/db.ts';

/** Half an hour from now; links that nobody can use any more go with it. */
export async function insertReset(tx: Tx, userId: string, tokenHash: Buffer): Promise<{ expiresAt: Date }> {
  await tx.execute(`delete from password_resets where user_id = $1 and expires_at < now() - interval '1 day'`, [userId]);
  return tx.one<{ expiresAt: Date }>(
    `insert into password_resets (token_hash, user_id, expires_at) values ($1, $2, now() + interval '30 minutes') returning expires_at`,
    [tokenHash, userId],
  );
}

export async function countResetsOfLastHour(tx: Tx, userId: string): Promise<number> {
  return (
    await tx.one<{ count: number }>(`select count(*) from password_resets where user_id = $1 and created_at > now() - interval '1 hour'`, [
      userId,
    ])
  ).count;
}

export async function deleteResetsOf(tx: Tx, userId: string): Promise<void> {
  await tx.execute('delete from password_resets where user_id = $1', [userId]);
}

/** Whose link this is, if it is still good; looks in every organisation, for a system transaction. */
export async function findResetByToken(tx: Tx, tokenHash: Buffer): Promise<{ organizationId: string; userId: string } | null> {
  return tx.maybe(
    `select r.organization_id, r.user_id from password_resets r join users u on u.id = r.user_id and u.deleted_at is null
     where r.token_hash = $1 and r.expires_at > now()`,
    [tokenHash],
  );
}

/** Uses the link up and says whose it was; null when it is not good any more. Of two at once one gets it. */
export async function useReset(tx: Tx, tokenHash: Buffer): Promise<{ userId: string; name: string } | null> {
  return tx.maybe(
    `delete from password_resets r using users u
     where r.token_hash = $1 and r.expires_at > now() and u.id = r.user_id and u.deleted_at is null
     returning u.id as user_id, u.name`,
    [tokenHash],
  );
}
