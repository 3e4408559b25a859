import type { Tx } from '../../platform/db/db.ts';
import type { Filter } from './filter.ts';
import type { Indexed } from './terms.ts';

/** What of a contact its terms are made of, as JSON. */
const INDEXED = `json_build_object('number', c.number, 'tags', c.tags, 'attributes', c.attributes, 'consent', c.consent,
  'blocked', c.blocked_at is not null, 'language', c.language, 'country', c.country, 'createdAt', c.created_at at time zone 'UTC',
  'lastInboundAt', c.last_inbound_at at time zone 'UTC', 'lastOutboundAt', c.last_outbound_at at time zone 'UTC',
  'clientConsents', coalesce((select json_agg(json_build_object('clientId', o.client_id, 'consent', o.consent)) from client_consents o
     where o.contact_id = c.id and (c.consent_recorded_at is null or o.consent_recorded_at > c.consent_recorded_at)), '[]'))`;

export type BitmapRow = { part: number | null; chunk: number | null; bits: string | null; gone: number | null; contact: Indexed | null };
export type PartTerms = { terms: string[]; ranges: [string, string][] };

/**
 * The bitmaps of each part, and the contacts that changed since these were built, in one statement: so both are of the same moment. A part
 * is everybody who has one of its terms.
 */
export async function findBitmaps(tx: Tx, parts: readonly PartTerms[]): Promise<BitmapRow[]> {
  const terms = parts.flatMap((part, index) => part.terms.map((term) => ({ index, term })));
  const ranges = parts.flatMap((part, index) => part.ranges.map(([from, to]) => ({ index, from, to })));
  // After much has changed the statistics promise more changed rows than there are, and the planner would read the whole table: 329 ms
  // instead of 5 at a million contacts.
  await tx.execute(`select set_config('enable_seqscan', 'off', true)`);
  const rows = await tx.query<BitmapRow>(
    `select part, chunk, bit_or(bits)::text as bits, null::bigint as gone, null::json as contact from (
       select t.part, b.chunk, b.bits from unnest($1::integer[], $2::text[]) as t (part, term) join contact_bitmaps b on b.term = t.term
       union all
       select r.part, b.chunk, b.bits from unnest($3::integer[], $4::text[], $5::text[]) as r (part, low, high)
       cross join lateral (select chunk, bits from contact_bitmaps where term >= r.low and term < r.high) b
     ) found group by part, chunk
     union all select null, null, null, number, null from contact_gaps
     union all select null, null, null, null, ${INDEXED} from contacts c where c.unindexed`,
    [
      terms.map(({ index }) => index),
      terms.map(({ term }) => term),
      ranges.map(({ index }) => index),
      ranges.map(({ from }) => from),
      ranges.map(({ to }) => to),
    ],
  );
  await tx.execute(`select set_config('enable_seqscan', 'on', true)`);
  return rows;
}

/** False when somebody else is just building it. */
export async function tryLockChunk(tx: Tx, chunk: number): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('contact_bitmaps:' || current_setting('app.organization_id') || ':' || $1::integer, 0)) as locked`,
    [chunk],
  );
  return locked;
}

/**
 * How many contacts there changed or went since their bitmaps were built. Whoever is just changing one of them is waited for; who changes
 * one later marks it again.
 */
export async function markIndexed(tx: Tx, from: number, to: number): Promise<number> {
  const changed = await tx.execute('update contacts set unindexed = false where number >= $1 and number < $2 and unindexed', [from, to]);
  return changed + (await tx.execute('delete from contact_gaps where number >= $1 and number < $2', [from, to]));
}

export async function listIndexed(tx: Tx, from: number, to: number): Promise<Indexed[]> {
  const rows = await tx.query<{ contact: Indexed }>(`select ${INDEXED} as contact from contacts c where number >= $1 and number < $2`, [
    from,
    to,
  ]);
  return rows.map(({ contact }) => contact);
}

export async function listBitmaps(tx: Tx, chunk: number): Promise<{ term: string; bits: string }[]> {
  return tx.query('select term, bits::text as bits from contact_bitmaps where chunk = $1', [chunk]);
}

/** Only what is different: most of a chunk stays as it is when a few of its contacts change. */
export async function writeBitmaps(
  tx: Tx,
  chunk: number,
  { changed, gone }: { changed: readonly { term: string; hex: string }[]; gone: readonly string[] },
): Promise<void> {
  if (gone.length > 0) await tx.execute('delete from contact_bitmaps where chunk = $1 and term = any($2)', [chunk, gone]);
  if (changed.length === 0) return;
  await tx.execute(
    `insert into contact_bitmaps (chunk, term, bits) select $1, term, hex::bit(1024) from unnest($2::text[], $3::text[]) as t (term, hex)
     on conflict (organization_id, term, chunk) do update set bits = excluded.bits`,
    [chunk, changed.map(({ term }) => term), changed.map(({ hex }) => hex)],
  );
}

export type StaleChunk = { organizationId: string; chunk: number };

/**
 * Where most has changed first: of all organisations in a system transaction. In each organisation so many changes are left alone, in the
 * chunks that have the fewest, because they are looked at one by one faster than their chunks are built.
 */
export async function listStaleChunks(tx: Tx, most: number, left: number): Promise<StaleChunk[]> {
  return tx.query<StaleChunk>(
    `select organization_id, chunk from (
       select organization_id, chunk, changes, sum(changes) over (partition by organization_id order by changes, chunk) as so_far from (
         select organization_id, (number >> 10)::integer as chunk, count(*) as changes from (
           select organization_id, number from contacts where unindexed union all select organization_id, number from contact_gaps
         ) stale group by 1, 2
       ) chunks
     ) counted where so_far > $2 order by changes desc limit $1`,
    [most, left],
  );
}

export type SegmentRow = { id: string; name: string; filter: Filter; createdAt: Date; updatedAt: Date };
const SEGMENT = 'id, name, filter, created_at, updated_at';

export async function insertSegment(tx: Tx, { id, name, filter }: Pick<SegmentRow, 'id' | 'name' | 'filter'>): Promise<SegmentRow> {
  return tx.one<SegmentRow>(`insert into segments (id, name, filter) values ($1, $2, $3) returning ${SEGMENT}`, [
    id,
    name,
    JSON.stringify(filter),
  ]);
}

export async function findSegment(tx: Tx, id: string): Promise<SegmentRow | null> {
  return tx.maybe<SegmentRow>(`select ${SEGMENT} from segments where id = $1`, [id]);
}

export async function listSegments(tx: Tx, limit: number, before: string | null): Promise<SegmentRow[]> {
  return tx.query<SegmentRow>(`select ${SEGMENT} from segments where $2::uuid is null or id < $2 order by id desc limit $1`, [
    limit + 1,
    before,
  ]);
}

export async function updateSegment(tx: Tx, id: string, { name, filter }: Pick<SegmentRow, 'name' | 'filter'>): Promise<SegmentRow> {
  return tx.one<SegmentRow>(`update segments set name = $2, filter = $3, updated_at = now() where id = $1 returning ${SEGMENT}`, [
    id,
    name,
    JSON.stringify(filter),
  ]);
}

export async function deleteSegment(tx: Tx, id: string): Promise<boolean> {
  return (await tx.execute('delete from segments where id = $1', [id])) === 1;
}
