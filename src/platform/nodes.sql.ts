import type { Tx } from './db/db.ts';

export type Node = { id: string; url: string; role: 'all' | 'web' | 'worker'; version: string };

export async function insertNode(tx: Tx, { id, url, role, version }: Node): Promise<void> {
  await tx.execute(
    'insert into nodes (id, url, role, version) values ($1, $2, $3, $4) on conflict (id) do update set url = excluded.url, heartbeat_at = now()',
    [id, url, role, version],
  );
}

/** False when the row is gone: others took this node for dead. */
export async function markNodeAlive(tx: Tx, id: string): Promise<boolean> {
  return (await tx.execute('update nodes set heartbeat_at = now() where id = $1', [id])) === 1;
}

export async function deleteNode(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from nodes where id = $1', [id]);
}

/** Takes every node whose heartbeat is older than the limit out of the list and says which they were. */
export async function deleteDeadNodes(tx: Tx, afterSeconds: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`delete from nodes where heartbeat_at < now() - make_interval(secs => $1) returning id`, [
    afterSeconds,
  ]);
  return rows.map(({ id }) => id);
}
