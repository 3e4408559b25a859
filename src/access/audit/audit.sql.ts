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
