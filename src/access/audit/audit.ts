import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { csvLine } from '../../platform/csv.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import { Reply } from '../../platform/http/reply.ts';
import { listAuditLogs } from './audit.sql.ts';
import type { AuditFilter, AuditLogRow } from './audit.sql.ts';
import type { ExportAuditLogs, ListAuditLogs } from './audit.schema.ts';
import { recordAudit } from './record.ts';

type Exporting = { caller: Caller; address: string; requestId: string; query: z.output<typeof ExportAuditLogs> };

const ROWS_A_PAGE = 1_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const COLUMNS = ['id', 'at', 'actorType', 'actorId', 'actorName', 'action', 'targetType', 'targetId', 'changes', 'address', 'requestId'];

/** What was done, newest first. */
export async function showAuditLogs({ tx, query }: { tx: Tx; query: z.output<typeof ListAuditLogs> }) {
  const rows = await listAuditLogs(tx, filterOf(query), readIdCursor(query.cursor), query.limit + 1);
  const { data, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
  return { data: data.map(shown), nextCursor };
}

/** Everything that fits the filter as one file, read page by page; that it was taken is itself recorded. */
export async function exportAuditLogs(db: Db, { caller, address, requestId, query }: Exporting): Promise<Reply> {
  const { organizationId } = caller;
  const { format } = query;
  const entry = { action: 'audit.export', target: { type: 'audit_log', id: null }, changes: { format: { to: format } } };
  await db.inOrganization(organizationId, (tx) => recordAudit(tx, { caller, address, requestId }, entry));
  const rows = allRows(db, organizationId, filterOf(query));
  return new Reply({
    type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    headers: { 'Content-Disposition': `attachment; filename="audit-logs.${format}"`, 'Cache-Control': 'no-store' },
    body: Readable.from(format === 'csv' ? asCsv(rows) : asJson(rows)),
  });
}

async function* allRows(db: Db, organizationId: string, filter: AuditFilter): AsyncGenerator<AuditLogRow[]> {
  let before: string | null = null;
  for (;;) {
    const page: AuditLogRow[] = await db.inOrganization(organizationId, (tx) => listAuditLogs(tx, filter, before, ROWS_A_PAGE));
    if (page.length > 0) yield page;
    if (page.length < ROWS_A_PAGE) return;
    before = page.at(-1)?.id ?? null;
  }
}

async function* asCsv(pages: AsyncGenerator<AuditLogRow[]>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const rows of pages) {
    const lines = rows.map(({ changes, ...row }) =>
      csvLine([
        row.id,
        row.at,
        row.actorType,
        row.actorId,
        row.actorName,
        row.action,
        row.targetType,
        row.targetId,
        JSON.stringify(changes),
        row.address,
        row.requestId,
      ]),
    );
    yield lines.join('');
  }
}

async function* asJson(pages: AsyncGenerator<AuditLogRow[]>): AsyncGenerator<string> {
  let separator = '{"data":[';
  for await (const rows of pages) {
    yield separator + rows.map((row) => JSON.stringify(shown(row))).join(',');
    separator = ',';
  }
  yield separator === ',' ? ']}' : '{"data":[]}';
}

function shown({ id, at, actorType, actorId, actorName, action, targetType, targetId, changes, address, requestId }: AuditLogRow) {
  const actor = { type: actorType, id: actorId, name: actorName };
  return { id, at, actor, action, target: { type: targetType, id: targetId }, changes, address, requestId };
}

function filterOf({ actor, action, target, from, to }: Omit<z.output<typeof ExportAuditLogs>, 'format'>): AuditFilter {
  const isId = (text: string | undefined): text is string => text !== undefined && UUID.test(text);
  const [targetType, ...rest] = target?.split(':') ?? [];
  const isPrefix = action?.endsWith('.*') ?? false;
  return {
    actorId: isId(actor) ? actor : null,
    actorType: isId(actor) ? null : (actor ?? null),
    action: isPrefix ? null : (action ?? null),
    actionPrefix: isPrefix ? (action?.slice(0, -1) ?? null) : null,
    targetType: isId(target) ? null : (targetType ?? null),
    targetId: isId(target) ? target.toLowerCase() : rest.length > 0 ? rest.join(':') : null,
    from: from === undefined ? null : new Date(from),
    to: to === undefined ? null : new Date(to),
  };
}
