import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Request } from 'express';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import { unprocessable } from '../platform/http/errors.ts';
import { listOf, pageOf, readIdCursor } from '../platform/http/lists.ts';
import { Reply } from '../platform/http/reply.ts';
import { get } from '../platform/http/route.ts';
import type { Call, Route } from '../platform/http/route.ts';
import { showEvent } from './envelope.ts';
import { Event, EventFilter } from './events.schema.ts';
import { listEvents } from './events.sql.ts';
import type { TypeFilter } from './events.sql.ts';
import { hiddenFrom, typeFilter } from './visibility.ts';

/** A stream that is asked for. */
export type Opening = { caller: Caller; request: Request; wanted: TypeFilter; clientId: string | null; lastEventId: string | null };

const STREAM = 'text/event-stream';
const LIST = {
  allow: 'events.read',
  summary: 'What happened, newest first; as text/event-stream what happens, from Last-Event-ID on',
  query: EventFilter,
  answer: listOf(Event),
  otherAnswers: [STREAM],
  // A stream lasts for hours.
  transaction: false,
} as const;

/** The record of what happened: as a list and as a live stream. */
export function eventRoutes({ db, open }: { db: Db; open: (opening: Opening) => Promise<Readable> }): Route[] {
  return [get('/v1/events', LIST, (call) => (wantsStream(call) ? streamEvents(open, call) : showEvents(db, call)))];
}

const wantsStream = ({ request }: Call<typeof LIST>) => request.accepts(['application/json', STREAM]) === STREAM;

async function showEvents(db: Db, { caller, query }: Call<typeof LIST>) {
  const { limit, cursor, type = [], clientId = null, from = null, to = null } = query;
  const listing = { limit, before: readIdCursor(cursor), from, to, clientId, wanted: typeFilter(type), hidden: hiddenFrom(caller) };
  const rows = await db.inOrganization(caller.organizationId, (tx) => listEvents(tx, listing), { clientIds: caller.clientIds });
  const { data, nextCursor } = pageOf(rows, limit, ({ id }) => [id]);
  return { data: data.map(showEvent), nextCursor };
}

async function streamEvents(open: (opening: Opening) => Promise<Readable>, { caller, query, request }: Call<typeof LIST>) {
  const { type = [], clientId = null } = query;
  const body = await open({ caller, request, wanted: typeFilter(type), clientId, lastEventId: lastEventId(request.get('last-event-id')) });
  return new Reply({ type: STREAM, body, headers: { 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' } });
}

function lastEventId(header: string | undefined): string | null {
  if (header === undefined || header === '') return null;
  const id = z.uuid().safeParse(header);
  if (!id.success) throw unprocessable([{ path: 'Last-Event-ID', message: 'This is not the id of an event.' }]);
  return id.data;
}
