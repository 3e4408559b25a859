import type { ChannelStore } from '../channels/channels.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import { underLease, whileUntaken } from './lease.ts';
import { deleteStored, findStored, listStored, upsertStored } from './sessions.sql.ts';
import type { Lease } from './sessions.sql.ts';

const NO_LIMIT = 2 ** 31 - 1;

/** What a running session keeps; a node that lost the client can no longer write. */
export function leasedStore(db: Db, lease: Lease): ChannelStore {
  return storeOf(db, lease, (work) => underLease(db, lease, work));
}

/** What a client keeps that runs nowhere at the moment: once a node has taken it since, nothing can be written past that node. */
export function idleStore(db: Db, client: { clientId: string; organizationId: string; fence: number }): ChannelStore {
  return storeOf(db, client, (work) => whileUntaken(db, client, work));
}

function storeOf(
  db: Db,
  { clientId, organizationId }: { clientId: string; organizationId: string },
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): ChannelStore {
  const read = <T>(work: (tx: Tx) => Promise<T>) => db.inOrganization(organizationId, work);
  return {
    get: async (key) => (await read((tx) => findStored(tx, clientId, key)))?.value,
    set: (entries) => write((tx) => upsertStored(tx, clientId, Object.entries(entries))),
    delete: (key) => write((tx) => deleteStored(tx, clientId, key)),
    list: (prefix, { after = '', limit = NO_LIMIT } = {}) => read((tx) => listStored(tx, clientId, { prefix, after, limit })),
  };
}
