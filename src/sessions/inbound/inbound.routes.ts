import { recordAudit } from '../../access/access.ts';
import { conflict, notFound } from '../../platform/http/errors.ts';
import { listOf, pageOf, readIdCursor } from '../../platform/http/lists.ts';
import { get, idParams, post } from '../../platform/http/route.ts';
import type { OwnCall, Route } from '../../platform/http/route.ts';
import { InboundEvent, InboundQuery } from './inbound.schema.ts';
import { findInbound, listParked, unpark } from './inbound.sql.ts';
import type { InboundRow } from './inbound.sql.ts';

/** What was heard and could not be worked off. */
export function inboundRoutes(): Route[] {
  return [
    get(
      '/v1/inbound-events',
      { allow: 'inbound.manage', summary: 'Events that failed and wait for you', query: InboundQuery, answer: listOf(InboundEvent) },
      showParked,
    ),
    post(
      '/v1/inbound-events/:id/retry',
      { params: idParams, allow: 'inbound.manage', summary: 'Work it off again', answer: InboundEvent },
      retryInbound,
    ),
  ];
}

async function showParked({ tx, query: { limit, cursor } }: OwnCall & { query: { limit: number; cursor?: string | undefined } }) {
  const { data, nextCursor } = pageOf(await listParked(tx, limit, readIdCursor(cursor)), limit, ({ id }) => [id]);
  return { data: data.map(show), nextCursor };
}

async function retryInbound({ tx, params, ...call }: OwnCall & { params: { id: string } }) {
  const row = await unpark(tx, params.id);
  if (row) {
    await recordAudit(tx, call, { action: 'inbound.retry', target: { type: 'inbound_event', id: row.id } });
    return show(row);
  }
  const known = await findInbound(tx, params.id);
  throw known ? conflict('inboundEvents.not_parked', `It is not parked: it is ${known.state}.`) : notFound('inboundEvents');
}

const show = ({ state, ...row }: InboundRow) => ({ ...row, status: state });
