import type { Tx } from '../../platform/db/db.ts';
import type { ChainRow, Link, SealContent } from './chain.ts';

export type SealRow = SealContent & Link & { entries: Buffer | null; baseKeyId: string | null; baseMac: Buffer | null };

/** Where the cluster's transactions stand: all before `horizon` have ended, none has a number of `ahead` or later. */
export type Snapshot = { horizon: string; ahead: string; cluster: string; login: string; now: Date };

const ROW = `id, organization_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, actor_type, actor_id, actor_name, login_id,
  action, target_type, target_id, changes::text as changes, address, request_id, xid::text as xid, written_by, sealed_by`;
const SEAL = `number, sealed_at, rows, entries, entries_sha256, horizon::text as horizon, cluster, master_key_id, digest, mac, base_key_id, base_mac`;

/** One node seals or removes at a time; false when another one is at it. */
export async function tryLockSeals(tx: Tx): Promise<boolean> {
  return (await tx.one<{ got: boolean }>(`select pg_try_advisory_xact_lock(hashtext('audit seals')) as got`)).got;
}

export async function lockSeals(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('audit seals'))`);
}

export async function readSnapshot(tx: Tx): Promise<Snapshot> {
  return tx.one<Snapshot>(
    `select pg_snapshot_xmin(s)::text as horizon, pg_snapshot_xmax(s)::text as ahead, session_user::text as login, clock_timestamp() as now,
       (select system_identifier::text from pg_control_system()) as cluster
     from pg_current_snapshot() s`,
  );
}

export async function findFirstSeal(tx: Tx): Promise<SealRow | null> {
  return tx.maybe<SealRow>(`select ${SEAL} from audit_seals order by number limit 1`);
}

export async function findLastSeal(tx: Tx): Promise<SealRow | null> {
  return tx.maybe<SealRow>(`select ${SEAL} from audit_seals order by number desc limit 1`);
}

export async function findSeal(tx: Tx, number: number): Promise<SealRow | null> {
  return tx.maybe<SealRow>(`select ${SEAL} from audit_seals where number = $1`, [number]);
}

export async function listSealsAfter(tx: Tx, number: number, limit: number): Promise<SealRow[]> {
  return tx.query<SealRow>(`select ${SEAL} from audit_seals where number > $1 order by number limit $2`, [number, limit]);
}

/** What the server itself has written since: in transactions from `from` on, and not before `since`. Null: not asked about. */
export type Genuine = { from: string; writers: string[] | null; since: Date | null };

const GENUINE = `xid >= $1::xid8 and ($2::text[] is null or written_by = any ($2)) and ($3::timestamptz is null or at >= $3)`;

/** Unsealed rows of transactions that have ended; those from `ahead` on are of another cluster, out of which this one was restored. */
export async function listUnsealed(tx: Tx, genuine: Genuine, { horizon, ahead }: Snapshot, limit: number): Promise<ChainRow[]> {
  return tx.query<ChainRow>(
    `select ${ROW} from audit_logs where sealed_by is null and ${GENUINE} and (xid < $4::xid8 or xid >= $5::xid8) order by xid, id limit $6`,
    [genuine.from, genuine.writers, genuine.since, horizon, ahead, limit],
  );
}

/** Unsealed rows that cannot have been written by the server since the last seal. */
export async function listForeign(tx: Tx, { from, writers, since }: Genuine, limit: number): Promise<ChainRow[]> {
  return tx.query<ChainRow>(`select ${ROW} from audit_logs where sealed_by is null and not (${GENUINE}) order by id limit $4`, [
    from,
    writers,
    since,
    limit,
  ]);
}

export async function countUnsealed(tx: Tx): Promise<number> {
  return (await tx.one<{ count: number }>('select count(*) from audit_logs where sealed_by is null')).count;
}

export async function listRowsUnder(tx: Tx, first: number, last: number): Promise<ChainRow[]> {
  return tx.query<ChainRow>(`select ${ROW} from audit_logs where sealed_by between $1 and $2`, [first, last]);
}

/** Rows that say they are under a seal that is not there, or whose rows were removed by age. */
export async function listRowsUnderNone(tx: Tx, limit: number): Promise<ChainRow[]> {
  return tx.query<ChainRow>(
    `select ${ROW} from audit_logs l
     where sealed_by is not null and not exists (select from audit_seals s where s.number = l.sealed_by and s.entries is not null)
     order by id limit $1`,
    [limit],
  );
}

export async function insertSeal(tx: Tx, seal: SealContent & Link & { entries: Buffer }): Promise<void> {
  await tx.execute(
    `insert into audit_seals (number, sealed_at, rows, entries, entries_sha256, horizon, cluster, master_key_id, digest, mac)
     values ($1, $2, $3, $4, $5, $6::xid8, $7, $8, $9, $10)`,
    [
      seal.number,
      seal.sealedAt,
      seal.rows,
      seal.entries,
      seal.entriesSha256,
      seal.horizon,
      seal.cluster,
      seal.masterKeyId,
      seal.digest,
      seal.mac,
    ],
  );
}

export async function markSealed(tx: Tx, ids: string[], number: number): Promise<void> {
  const marked = await tx.execute('update audit_logs set sealed_by = $2 where id = any ($1) and sealed_by is null', [ids, number]);
  if (marked !== ids.length) throw new Error(`${ids.length} rows were to be sealed and ${marked} were there`);
}

/** The newest seal that is older than these days and not more than some steps after the oldest one. */
export async function findLastSealOlderThan(tx: Tx, days: number, steps: number): Promise<SealRow | null> {
  return tx.maybe<SealRow>(
    `select ${SEAL} from audit_seals
     where sealed_at < now() - make_interval(days => $1) and number <= (select min(number) from audit_seals) + $2 order by number desc limit 1`,
    [days, steps],
  );
}

/** Removes the rows under all seals up to this one, and the seals before it. */
export async function deleteUpTo(tx: Tx, number: number): Promise<number> {
  const removed = await tx.execute('delete from audit_logs where sealed_by <= $1', [number]);
  await tx.execute('delete from audit_seals where number < $1', [number]);
  return removed;
}

/** From now on the chain begins with this seal. */
export async function markBase(tx: Tx, number: number, keyId: string, mac: Buffer): Promise<void> {
  await tx.execute('update audit_seals set entries = null, base_key_id = $2, base_mac = $3 where number = $1', [number, keyId, mac]);
}

/** Everything that this transaction reads is of one moment. To be its first statement. */
export async function readOneMoment(tx: Tx): Promise<void> {
  await tx.execute('set transaction isolation level repeatable read, read only');
}
