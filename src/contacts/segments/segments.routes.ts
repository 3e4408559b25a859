import type { Clock } from '../../platform/clock.ts';
import { listOf, listQuery } from '../../platform/http/lists.ts';
import { del, get, idParams, patch, post } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { changeSegment, countSegment, createSegment, getSegment, previewSegment, removeSegment, showSegments } from './segments.ts';
import { Count, NewSegment, Preview, PreviewRequest, Segment, SegmentChange } from './segments.schema.ts';

/** Saved filters over contacts. */
export function segmentRoutes({ clock }: { clock: Clock }): Route[] {
  const one = { params: idParams, answer: Segment } as const;
  return [
    get('/v1/segments', { allow: 'contacts.read', summary: 'Your segments', query: listQuery, answer: listOf(Segment) }, showSegments),
    post('/v1/segments', { allow: 'segments.manage', summary: 'Save a filter', body: NewSegment, answer: Segment, status: 201 }, (call) =>
      createSegment({ ...call, now: clock.now() }),
    ),
    post(
      '/v1/segments/preview',
      { allow: 'contacts.read', summary: 'Whom a filter matches now', body: PreviewRequest, answer: Preview, idempotent: false },
      (call) => previewSegment({ ...call, now: clock.now() }),
    ),
    get('/v1/segments/:id', { ...one, allow: 'contacts.read', summary: 'One segment' }, getSegment),
    patch('/v1/segments/:id', { ...one, allow: 'segments.manage', summary: 'Change it', body: SegmentChange }, (call) =>
      changeSegment({ ...call, now: clock.now() }),
    ),
    del('/v1/segments/:id', { ...one, allow: 'segments.manage', summary: 'Delete it; its contacts stay', answer: null }, removeSegment),
    get('/v1/segments/:id/count', { params: idParams, allow: 'contacts.read', summary: 'How many are in it now', answer: Count }, (call) =>
      countSegment({ ...call, now: clock.now() }),
    ),
  ];
}
