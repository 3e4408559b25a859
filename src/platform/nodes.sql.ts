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

/** A node says whether it can take one more session that needs much memory. */
export async function updateRoom(tx: Tx, id: string, hasRoom: boolean): Promise<void> {
  await tx.execute('update nodes set has_room = $2 where id = $1 and has_room is distinct from $2', [id, hasRoom]);
}

/** Whether any node that runs sessions can take one more; where none runs, room is not what is missing. */
export async function findRoom(tx: Tx, deadAfterSeconds: number): Promise<boolean> {
  const { room } = await tx.one<{ room: boolean }>(
    `select coalesce(bool_or(has_room), true) as room from nodes
     where role <> 'web' and heartbeat_at > now() - make_interval(secs => $1)`,
    [deadAfterSeconds],
  );
  return room;
}
