import type { Keyring } from '../../platform/crypto/master-key.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import { rolesFor } from '../../platform/db/roles.ts';
import type { Log } from '../../platform/log.ts';
import { anchorOf } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { digestOf, macOf, packEntries, sha256 } from './chain.ts';
import type { ChainRow, Link, SealContent } from './chain.ts';
import { findLastSeal, insertSeal, listForeign, listUnsealed, markSealed, readSnapshot, tryLockSeals } from './seals.sql.ts';
import type { Genuine, SealRow, Snapshot } from './seals.sql.ts';

export type Sealer = {
  /** Seals what was written and is not sealed yet; nothing when another node is at it. */
  seal(): Promise<void>;
};

type Sealing = {
  db: Db;
  keyring: Keyring;
  log: Log;
  keepAnchor: (anchor: Anchor) => Promise<void>;
  /** Sealing also when nothing happens keeps the time short into which a forged row could be dated. */
  emptySealAfterMs?: number;
};

const MOST_ROWS = 2_000;
// After a restore into another cluster everything that waits is sealed together, because afterwards it could not be told from forgery.
const MOST_ROWS_OF_ANOTHER_CLUSTER = 100_000;
const EMPTY_SEAL_AFTER_MS = 3_600_000;
// No transaction of the server lasts this long.
const LONGEST_TRANSACTION_MS = 15 * 60_000;
const NO_TRANSACTION = '18446744073709551615';
const MOST_FOREIGN = 100;

/** Rows are written unchained, because a chain's locked head would cost most of the throughput; this chains them within a second. */
export function createSealer({ db, keyring, log, keepAnchor, emptySealAfterMs = EMPTY_SEAL_AFTER_MS }: Sealing): Sealer {
  async function sealNext(tx: Tx): Promise<(Link & { rows: number; foreign: number; isFull: boolean }) | null> {
    if (!(await tryLockSeals(tx))) return null;
    const last = await findLastSeal(tx);
    const snapshot = await readSnapshot(tx);
    const isSameCluster = !last || last.cluster === snapshot.cluster;
    const limit = isSameCluster ? MOST_ROWS : MOST_ROWS_OF_ANOTHER_CLUSTER;
    const rows = await listUnsealed(tx, genuineAfter(last, snapshot), visible(snapshot, isSameCluster), limit);
    const isDue = last !== null && snapshot.now.getTime() - last.sealedAt.getTime() >= emptySealAfterMs;
    if (rows.length === 0 && !isDue) return null;
    const isFull = rows.length === limit;
    // Of a full seal's transactions some rows may be left for the next one.
    const horizon = isFull ? (isSameCluster && last ? last.horizon : '0') : snapshot.horizon;
    const seal = await write(tx, rows, last, { horizon, cluster: snapshot.cluster, sealedAt: snapshot.now });
    const foreign = isDue ? (await listForeign(tx, genuineAfter(last, snapshot), MOST_FOREIGN)).length : 0;
    return { ...seal, rows: rows.length, foreign, isFull };
  }

  async function write(
    tx: Tx,
    rows: ChainRow[],
    last: SealRow | null,
    where: Pick<SealContent, 'horizon' | 'cluster' | 'sealedAt'>,
  ): Promise<Link> {
    const entries = packEntries(rows);
    const content: SealContent = {
      number: (last?.number ?? 0) + 1,
      rows: rows.length,
      entriesSha256: sha256(entries),
      masterKeyId: keyring.current.id,
      ...where,
    };
    const digest = digestOf(content, last ?? undefined);
    const seal = { ...content, entries, digest, mac: macOf(keyring.current, digest) };
    await insertSeal(tx, seal);
    await markSealed(
      tx,
      rows.map(({ id }) => id),
      seal.number,
    );
    return seal;
  }

  return {
    async seal() {
      for (let isFull = true; isFull;) {
        const made = await db.asSystem('audit seal', sealNext);
        if (!made) return;
        const anchor = anchorOf(made);
        log.info({ ...anchor, rows: made.rows }, 'sealed the audit log');
        if (made.foreign > 0) log.error({ rows: made.foreign }, 'the audit log has rows that the server did not write: run audit:verify');
        await keepAnchor(anchor);
        isFull = made.isFull;
      }
    },
  };
}

/** How rows look that the server wrote after this seal. In another cluster transactions, and maybe logins, have other names. */
export function genuineAfter(last: SealRow | null, { cluster, login }: Snapshot): Genuine {
  if (last && last.cluster !== cluster) return { from: '0', writers: null, since: null };
  const { app, system } = rolesFor(login.replace(/_system$/, ''));
  const since = last && new Date(last.sealedAt.getTime() - LONGEST_TRANSACTION_MS);
  return { from: last?.horizon ?? '0', writers: [app, system], since };
}

/** Rows with a transaction that lies ahead are of the cluster before; in the same cluster there are none. */
function visible(snapshot: Snapshot, isSameCluster: boolean): Snapshot {
  return isSameCluster ? { ...snapshot, ahead: NO_TRANSACTION } : snapshot;
}
