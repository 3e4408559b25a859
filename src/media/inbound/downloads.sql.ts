import type { MediaType } from '../../channels/channels.schema.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { ClaimRequest } from '../../platform/queue/queue.ts';

export type Download = {
  /** That of the message it came with. */
  id: string;
  organizationId: string;
  clientId: string;
  mediaRef: string;
  kind: MediaType;
  fileName: string | null;
  attempts: number;
};

type NewDownload = Pick<Download, 'id' | 'clientId' | 'mediaRef' | 'kind' | 'fileName'>;
type Attempt = Pick<Download, 'id' | 'attempts'>;

export async function insertDownload(tx: Tx, { id, clientId, mediaRef, kind, fileName }: NewDownload): Promise<void> {
  await tx.execute('insert into media_downloads (id, client_id, media_ref, kind, file_name) values ($1, $2, $3, $4, $5)', [
    id,
    clientId,
    JSON.stringify(mediaRef),
    kind,
    fileName,
  ]);
}

/** What is due of the clients that this node runs. */
export async function claimDownloads(tx: Tx, { limit, leaseSeconds, nodeId }: ClaimRequest): Promise<Download[]> {
  return tx.query<Download>(
    `with due as (
       select d.id from media_downloads d join clients c on c.id = d.client_id
       where d.due_at <= now() and (d.locked_until is null or d.locked_until <= now())
         and c.lease_node = $3 and c.state in ('ready', 'paused')
       order by d.due_at, d.id limit $1 for update of d skip locked
     )
     update media_downloads set locked_until = now() + make_interval(secs => $2), attempts = attempts + 1
     from due where media_downloads.id = due.id
     returning media_downloads.id, organization_id, client_id, media_ref, kind, file_name, attempts`,
    [limit, leaseSeconds, nodeId],
  );
}

export async function releaseDownloads(tx: Tx, ids: string[]): Promise<void> {
  await tx.execute('update media_downloads set locked_until = null, attempts = attempts - 1 where id = any($1) and locked_until > now()', [
    ids,
  ]);
}

/** False when another has done it meanwhile, or its client is gone. */
export async function deleteDownload(tx: Tx, { id, attempts }: Attempt): Promise<boolean> {
  return (await tx.execute('delete from media_downloads where id = $1 and attempts = $2', [id, attempts])) === 1;
}

export async function delayDownload(tx: Tx, { id, attempts }: Attempt, seconds: number): Promise<void> {
  await tx.execute(
    'update media_downloads set due_at = now() + make_interval(secs => $3), locked_until = null where id = $1 and attempts = $2',
    [id, attempts, seconds],
  );
}

export async function deleteDownloads(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute('delete from media_downloads where id = any($1)', [ids]);
}
