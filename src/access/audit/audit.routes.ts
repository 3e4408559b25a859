import type { Db } from '../../platform/db/db.ts';
import { listOf } from '../../platform/http/lists.ts';
import { get } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { exportAuditLogs, showAuditLogs } from './audit.ts';
import { AuditLog, AuditLogExport, ExportAuditLogs, ListAuditLogs } from './audit.schema.ts';

/** The record of what was done. */
export function auditRoutes(db: Db): Route[] {
  return [
    get('/v1/audit-logs', { allow: 'audit.read', summary: 'What was done', query: ListAuditLogs, answer: listOf(AuditLog) }, showAuditLogs),
    get(
      '/v1/audit-logs/export',
      {
        allow: 'audit.export',
        summary: 'What was done, as one file',
        query: ExportAuditLogs,
        answer: AuditLogExport,
        otherAnswers: ['text/csv'],
        transaction: false,
      },
      (call) => exportAuditLogs(db, call),
    ),
  ];
}
