import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import type { Tx } from '../../platform/db/db.ts';
import { violatedConstraint } from '../../platform/db/db-errors.ts';
import { conflict, notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { planToday } from '../people/list.ts';
import { listNumbered } from '../people/people.sql.ts';
import { showContact } from '../people/show.ts';
import { count, descending } from './bits.ts';
import type { Bits } from './bits.ts';
import { matchAll } from './match.ts';
import { deleteSegment, findSegment, insertSegment, listSegments, updateSegment } from './segments.sql.ts';
import type { SegmentRow } from './segments.sql.ts';
import type { NewSegment, PreviewRequest, SegmentChange } from './segments.schema.ts';

type One = OwnCall & { params: { id: string } };

export async function createSegment({ tx, body, now, ...call }: OwnCall & { body: z.output<typeof NewSegment>; now: Date }) {
  planToday(body.filter, now);
  const segment = await unique(insertSegment(tx, { id: uuidv7(), ...body }));
  await recordAudit(tx, call, { action: 'segments.create', target: { type: 'segment', id: segment.id } });
  return segment;
}

export async function showSegments({ tx, query }: OwnCall & { query: { limit: number; cursor?: string } }) {
  return pageOf(await listSegments(tx, query.limit, readIdCursor(query.cursor)), query.limit, ({ id }) => [id]);
}

export async function getSegment({ tx, params }: One) {
  return knownSegment(tx, params.id);
}

export async function changeSegment({ tx, params, body, now, ...call }: One & { body: z.output<typeof SegmentChange>; now: Date }) {
  const before = await knownSegment(tx, params.id);
  if (body.filter) planToday(body.filter, now);
  const segment = await unique(updateSegment(tx, before.id, { name: body.name ?? before.name, filter: body.filter ?? before.filter }));
  await recordAudit(tx, call, { action: 'segments.update', target: { type: 'segment', id: before.id } });
  return segment;
}

export async function removeSegment({ tx, params, ...call }: One): Promise<void> {
  if (!(await deleteSegment(tx, params.id))) throw notFound('segments');
  await recordAudit(tx, call, { action: 'segments.delete', target: { type: 'segment', id: params.id } });
}

/** How many fit at this moment. */
export async function countSegment({ tx, params, now }: One & { now: Date }) {
  return { count: count(await segmentMembers(tx, params.id, now)) };
}

/** How many a filter matches that is just being built, and the newest of them. */
export async function previewSegment({ tx, body, now }: OwnCall & { body: z.output<typeof PreviewRequest>; now: Date }) {
  const matched = await matchAll(tx, planToday(body.filter, now));
  const newest = [];
  for (const number of descending(matched)) {
    if (newest.length === body.limit) break;
    newest.push(number);
  }
  return { count: count(matched), data: (await listNumbered(tx, newest)).map(showContact) };
}

/** Everybody who is in a segment at this moment, by their numbers. */
export async function segmentMembers(tx: Tx, id: string, now: Date): Promise<Bits> {
  return matchAll(tx, planToday((await knownSegment(tx, id)).filter, now));
}

async function knownSegment(tx: Tx, id: string): Promise<SegmentRow> {
  const segment = await findSegment(tx, id);
  if (!segment) throw notFound('segments');
  return segment;
}

async function unique<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw violatedConstraint(error) ? conflict('segments.name_taken', 'There is a segment of this name already.') : error;
  }
}
