import { lockAnyClient } from '../clients/clients.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { Lease } from './sessions.sql.ts';

/** Another node, or nobody, holds the client now: whatever this node wanted to do with it must not happen. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Runs work in the client's organisation while the lease cannot be taken away; refuses when it already was. */
export function underLease<T>(db: Db, lease: Lease, work: (tx: Tx, client: ClientRow) => Promise<T>): Promise<T> {
  return db.inOrganization(lease.organizationId, async (tx) => {
    const client = await lockAnyClient(tx, lease.clientId);
    if (client?.leaseNode !== lease.nodeId || client.fence !== lease.fence)
      throw new LeaseLost(`the lease on client ${lease.clientId} was lost`);
    return work(tx, client);
  });
}

/** Runs work for a client that runs nowhere, while nobody can take it; refuses when somebody has since its fence was read. */
export function whileUntaken<T>(
  db: Db,
  { clientId, organizationId, fence }: Omit<Lease, 'nodeId'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.inOrganization(organizationId, async (tx) => {
    if ((await lockAnyClient(tx, clientId))?.fence !== fence) throw new LeaseLost(`client ${clientId} was taken meanwhile`);
    return work(tx);
  });
}
