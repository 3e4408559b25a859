import type { Tx } from '../../platform/db/db.ts';

export type NewAuditLog = {
  id: string;
  actorType: 'user' | 'api_key' | 'system';
  actorId: string | null;
  actorName: string;
  loginId: string | null;
  action: string;
  targetType: string;
  targetId: string | null;
  changes: object;
  address: string;
  requestId: string;
};

export async function insertAuditLog(tx: Tx, log: NewAuditLog): Promise<void> {
  await tx.execute(
    `insert into audit_logs (id, actor_type, actor_id, actor_name, login_id, action, target_type, target_id, changes, address, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      log.id,
      log.actorType,
      log.actorId,
      log.actorName,
      log.loginId,
      log.action,
      log.targetType,
      log.targetId,
      JSON.stringify(log.changes),
      log.address,
      log.requestId,
    ],
  );
}

export type AuditLogRow = Omit<NewAuditLog, 'changes' | 'loginId'> & {
  at: Date;
  changes: Record<string, { from?: unknown; to?: unknown }>;
};

/** Null: not asked about. `actionPrefix` ends with a dot. */
export type AuditFilter = {
  actorId: string | null;
  actorType: string | null;
  action: string | null;
  actionPrefix: string | null;
  targetType: string | null;
  targetId: string | null;
  from: Date | null;
  to: Date | null;
};

/** Newest first, from before this id on. */
export async function listAuditLogs(tx: Tx, filter: AuditFilter, before: string | null, limit: number): Promise<AuditLogRow[]> {
  return tx.query<AuditLogRow>(
    `select id, at, actor_type, actor_id, actor_name, action, target_type, target_id, changes, address, request_id from audit_logs
     where ($1::uuid is null or id < $1)
       and ($2::uuid is null or actor_id = $2) and ($3::text is null or actor_type = $3)
       and ($4::text is null or action = $4) and ($5::text is null or starts_with(action, $5))
       and ($6::text is null or target_type = $6) and ($7::text is null or target_id = $7)
       and ($8::timestamptz is null or at >= $8) and ($9::timestamptz is null or at < $9)
     order by id desc limit $10`,
    [
      before,
      filter.actorId,
      filter.actorType,
      filter.action,
      filter.actionPrefix,
      filter.targetType,
      filter.targetId,
      filter.from,
      filter.to,
      limit,
    ],
  );
}
