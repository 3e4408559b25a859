import type { Tx } from './db/db.ts';

export async function insertMail(tx: Tx, { id, sealed, minutes }: { id: string; sealed: string; minutes: number }): Promise<void> {
  await tx.execute('insert into outgoing_mails (id, sealed, expires_at) values ($1, $2, now() + make_interval(mins => $3))', [
    id,
    sealed,
    minutes,
  ]);
}

/** Null when it was sent already or is of no use any more. */
export async function findMail(tx: Tx, id: string): Promise<string | null> {
  const row = await tx.maybe<{ sealed: string }>('select sealed from outgoing_mails where id = $1 and expires_at > now()', [id]);
  return row?.sealed ?? null;
}

export async function deleteMail(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from outgoing_mails where id = $1', [id]);
}

/** Those that could never be sent; each new mail takes the organisation's old ones away. */
export async function deleteExpiredMails(tx: Tx): Promise<void> {
  await tx.execute('delete from outgoing_mails where expires_at <= now()');
}
