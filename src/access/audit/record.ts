import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { insertAuditLog } from './audit.sql.ts';

/** Settings, roles and states only, with their old and new value; of personal data and secrets nothing but the field's name. */
export type Changes = Record<string, { from?: unknown; to?: unknown }>;

/** Who acted, as any route's call knows it. */
export type Actor = { caller: Caller | null; address: string; requestId: string };

export type AuditEntry = {
  /** `users.delete`, `auth.login` … */
  action: string;
  target: { type: string; id: string | null };
  changes?: Changes;
  /** For actions before anyone is signed in (registering, a refused login): on whose behalf. */
  as?: { type: 'user' | 'system'; id: string | null; name: string };
};

/** On whose behalf the commands act that are run on the machine itself. */
export const OPERATOR = { type: 'system' as const, id: null, name: 'operator' };

/** Writes what was done into the transaction that does it. */
export async function recordAudit(
  tx: Tx,
  { caller, address, requestId }: Actor,
  { action, target, changes = {}, as }: AuditEntry,
): Promise<void> {
  const actor = as ?? caller?.actor ?? { type: 'system' as const, id: null, name: 'system' };
  await insertAuditLog(tx, {
    id: uuidv7(),
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    loginId: caller?.loginId ?? null,
    action,
    targetType: target.type,
    targetId: target.id,
    changes,
    address,
    requestId,
  });
}

/** The fields that differ, with both values; for rows whose fields may be shown. */
export function changesBetween<T extends object>(before: T, after: Partial<T>): Changes {
  const changed = (Object.keys(after) as (keyof T & string)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
}

/** Fields whose values must not be kept: only that they changed. */
export function namesOnly(fields: readonly string[]): Changes {
  return Object.fromEntries(fields.map((field) => [field, {}]));
}
