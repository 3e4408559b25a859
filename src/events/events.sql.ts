import type { Tx } from '../platform/db/db.ts';

export type EventRow = {
  id: string;
  organizationId: string;
  clientId: string | null;
  type: string;
  orderKey: string | null;
  data: Record<string, unknown>;
  createdAt: Date;
  position: number;
};
/** With its data as the text that is stored. */
export type StreamRow = Pick<EventRow, 'id' | 'organizationId' | 'clientId' | 'type' | 'createdAt'> & { data: string };

const EVENT = 'id, organization_id, client_id, type, order_key, data, created_at, position';
const STREAMED = 'id, organization_id, client_id, type, data::text as data, created_at';

/** NOTIFY of this channel names the organisation that an event was written for. */
export const EVENTS_CHANNEL = 'events';

type NewEventRow = Pick<EventRow, 'id' | 'type' | 'clientId' | 'orderKey' | 'data'>;

export async function insertEvent(
  tx: Tx,
  { id, type, clientId, orderKey, data }: NewEventRow,
): Promise<Pick<EventRow, 'organizationId' | 'createdAt' | 'position'>> {
  return tx.one(
    `with event as (
       insert into events (id, type, client_id, order_key, data) values ($1, $2, $3, $4, $5) returning organization_id, created_at, position
     ), told as (select pg_notify('${EVENTS_CHANNEL}', organization_id::text) from event)
     select organization_id, created_at, position from event, told`,
    [id, type, clientId, orderKey, JSON.stringify(data)],
  );
}

/** Which types somebody asks for; both empty: all of them. A group is what stands before the first dot. */
export type TypeFilter = { types: string[]; groups: string[] };
type Listing = {
  limit: number;
  before: string | null;
  from: Date | null;
  to: Date | null;
  clientId: string | null;
  wanted: TypeFilter;
  hidden: TypeFilter;
};

/** Newest first; the ids carry their time, so a time is also a place in the list. */
export async function listEvents(tx: Tx, { limit, before, from, to, clientId, wanted, hidden }: Listing): Promise<EventRow[]> {
  return tx.query<EventRow>(
    `select ${EVENT} from events
     where ($2::uuid is null or id < $2)
       and ($3::timestamptz is null or (id >= first_id_of($3 - interval '1 hour') and created_at >= $3))
       and ($4::timestamptz is null or (id < first_id_of($4 + interval '1 hour') and created_at < $4))
       and ($5::uuid is null or client_id = $5)
       and ((cardinality($6::text[]) = 0 and cardinality($7::text[]) = 0) or type = any ($6) or split_part(type, '.', 1) = any ($7))
       and type <> all ($8::text[]) and split_part(type, '.', 1) <> all ($9::text[])
     order by id desc limit $1`,
    [limit + 1, before, from, to, clientId, wanted.types, wanted.groups, hidden.types, hidden.groups],
  );
}

export type Between = {
  from: Date;
  to: Date;
  wanted: TypeFilter;
  clientIds: readonly string[] | null;
  afterId: string | null;
  limit: number;
};

/** The events of a time, oldest first, a page at a time. */
export async function listEventsBetween(tx: Tx, { from, to, wanted, clientIds, afterId, limit }: Between): Promise<EventRow[]> {
  return tx.query<EventRow>(
    `select ${EVENT} from events
     where id >= first_id_of($1::timestamptz - interval '1 hour') and id < first_id_of($2::timestamptz + interval '1 hour') and created_at >= $1 and created_at < $2
       and ($3::uuid is null or id > $3)
       and ((cardinality($4::text[]) = 0 and cardinality($5::text[]) = 0) or type = any ($4) or split_part(type, '.', 1) = any ($5))
       and ($6::uuid[] is null or client_id = any ($6))
     order by id limit $7`,
    [from, to, afterId, wanted.types, wanted.groups, clientIds, limit],
  );
}

/*
 * Reading in the order of commits. Ids and positions are given when an event is written, and a transaction that wrote earlier may
 * commit later, so "everything after the last one I saw" would skip events. Instead a reader remembers a snapshot: which
 * transactions were finished when it last looked. New is whatever is visible now and was not in that snapshot.
 */

/** What is finished now. */
export async function currentSnapshot(tx: Tx): Promise<string> {
  return (await tx.one<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot')).snapshot;
}

export type Fresh = { snapshot: string; rows: StreamRow[] };

/** What became visible since the snapshot, at most `limit`, with the snapshot that takes its place. */
export async function listFresh(tx: Tx, since: string, limit: number): Promise<Fresh> {
  const rows = await tx.query<{ snapshot: string } & { [K in keyof StreamRow]: StreamRow[K] | null }>(
    // The two conditions on xid in the middle keep out rows of another server that were restored here; the day does so for good.
    `with fresh as (
       select ${STREAMED}, position from events where xid >= pg_snapshot_xmax($1::pg_snapshot) and xid < pg_snapshot_xmax(pg_current_snapshot())
         and created_at > now() - interval '1 day'
       union all
       select ${STREAMED}, position from events where xid = any (array(select pg_snapshot_xip($1::pg_snapshot)))
     )
     select pg_current_snapshot()::text as snapshot, fresh.* from (values (1)) as once left join fresh on true order by position limit $2`,
    [since, limit],
  );
  const snapshot = rows[0]?.snapshot ?? since;
  return { snapshot, rows: rows.filter((row): row is StreamRow & { snapshot: string } => row.id !== null) };
}

/** Where an event stands for a reader that saw it last: itself, and what was finished before it was written. */
export type Place = { xid: string; seen: string; position: number };

export async function findPlace(tx: Tx, id: string): Promise<Place | null> {
  return tx.maybe<Place>('select xid::text as xid, seen::text as seen, position from events where id = $1', [id]);
}

/** The place before an event that is not there any more: just after the last one that is older. */
export async function findPlaceBefore(tx: Tx, id: string): Promise<Place | null> {
  return tx.maybe<Place>('select xid::text as xid, seen::text as seen, position from events where id < $1 order by id desc limit 1', [id]);
}

type Missed = { place: Place; upTo: string; afterPosition: number; limit: number };

/**
 * What a reader that stopped at this place may not have seen, up to a snapshot. Whatever was finished when the last event was
 * written came before it on every stream; what was written before it but finished later is told again rather than skipped.
 */
export async function listMissed(tx: Tx, { place, upTo, afterPosition, limit }: Missed): Promise<(StreamRow & { position: number })[]> {
  return tx.query<StreamRow & { position: number }>(
    `select ${STREAMED}, position from events
     where xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)
       and pg_visible_in_snapshot(xid, $2::pg_snapshot) and not (xid = $3::xid8 and position <= $4) and position > $5
     order by position limit $6`,
    [place.seen, upTo, place.xid, place.position, afterPosition, limit],
  );
}

/** Everything that is kept, up to a snapshot. */
export async function listAll(tx: Tx, upTo: string, afterPosition: number, limit: number): Promise<(StreamRow & { position: number })[]> {
  return tx.query<StreamRow & { position: number }>(
    `select ${STREAMED}, position from events where pg_visible_in_snapshot(xid, $1::pg_snapshot) and position > $2 order by position limit $3`,
    [upTo, afterPosition, limit],
  );
}

export async function makePartitions(tx: Tx, monthsAhead: number): Promise<void> {
  await tx.execute('select make_event_partitions($1)', [monthsAhead]);
}

export type Retained = { organizationId: string; days: number };

/** How long each organisation keeps its events. */
export async function listRetentions(tx: Tx, defaultDays: number): Promise<Retained[]> {
  return tx.query<Retained>(`select organization_id, coalesce((settings->>'eventRetentionDays')::integer, $1) as days from organizations`, [
    defaultDays,
  ]);
}

/** Whole months that nobody keeps any more. */
export async function dropPartitions(tx: Tx, olderThanDays: number): Promise<void> {
  await tx.execute('select drop_event_partitions(now() - make_interval(days => $1))', [olderThanDays]);
}

export async function deleteOldEvents(tx: Tx, { organizationId, days }: Retained, limit: number): Promise<number> {
  return tx.execute(
    `delete from events where id in (
       select id from events where organization_id = $1 and id < first_id_of(now() - make_interval(days => $2)) order by id limit $3)`,
    [organizationId, days, limit],
  );
}

/** Events in whose data one of these texts stands, oldest first. */
export async function listMentions(tx: Tx, texts: readonly string[], afterId: string | null, limit: number): Promise<EventRow[]> {
  return tx.query<EventRow>(
    `select ${EVENT} from events
     where ($2::uuid is null or id > $2) and exists (select from unnest($1::text[]) as wanted where position(wanted in data::text) > 0)
     order by id limit $3`,
    [texts, afterId, limit],
  );
}

export async function updateData(tx: Tx, id: string, data: EventRow['data']): Promise<void> {
  await tx.execute('update events set data = $2 where id = $1', [id, JSON.stringify(data)]);
}
