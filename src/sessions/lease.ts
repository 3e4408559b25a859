import type { Db, Tx } from '../platform/db/db.ts';
import { lockLease } from './sessions.sql.ts';
import type { Lease } from './sessions.sql.ts';

/** Another node, or nobody, holds the client now: whatever this node wanted to do with it must not happen. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Runs work in the client's organisation while the lease cannot be taken away; refuses when it already was. */
export function underLease<T>(db: Db, lease: Lease, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.inOrganization(lease.organizationId, async (tx) => {
    if (!(await lockLease(tx, lease))) throw new LeaseLost(`the lease on client ${lease.clientId} was lost`);
    return work(tx);
  });
}
