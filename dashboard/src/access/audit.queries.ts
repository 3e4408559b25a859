import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';

export const periods = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof periods)[number];

export type AuditFilter = { actor?: string | undefined; action?: string | undefined; target?: string | undefined; period: Period };

export const noFilter: AuditFilter = { period: 'all' };

const dayMs = 24 * 60 * 60 * 1_000;
const periodDays: Record<Exclude<Period, 'all'>, number> = { day: 1, week: 7, month: 30 };

/** The audit log from its newest row back, as far as a person asks. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit-logs', filter],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/audit-logs', { params: { query: { limit: 50, ...queryOf(filter), ...(pageParam && { cursor: pageParam }) } } }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });

/** What fits the filter as a CSV file; fetched, because a link could carry no access token but in its address. */
export const exportAudit = (filter: AuditFilter): Promise<Blob> =>
  answerOf(api.GET('/v1/audit-logs/export', { params: { query: { ...queryOf(filter), format: 'csv' } }, parseAs: 'blob' }));

function queryOf({ actor, action, target, period }: AuditFilter) {
  return {
    ...(actor && { actor }),
    ...(action && { action }),
    ...(target && { target }),
    ...(period !== 'all' && { from: new Date(Date.now() - periodDays[period] * dayMs).toISOString() }),
  };
}
