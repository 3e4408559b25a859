import type { Tx } from '../../platform/db/db.ts';
import type { RULES } from './conversations.schema.ts';

export type RuleRow = { rule: (typeof RULES)[number]; lastUserId: string | null };

export async function findRule(tx: Tx, clientId: string): Promise<RuleRow | null> {
  return tx.maybe('select rule, last_user_id from assignment_rules where client_id = $1', [clientId]);
}

/** Two conversations that open at once are given out one after the other. */
export async function lockRule(tx: Tx, clientId: string): Promise<RuleRow | null> {
  return tx.maybe('select rule, last_user_id from assignment_rules where client_id = $1 for update', [clientId]);
}

export async function upsertRule(tx: Tx, clientId: string, rule: RuleRow['rule']): Promise<void> {
  await tx.execute('insert into assignment_rules (client_id, rule) values ($1, $2) on conflict (client_id) do update set rule = $2', [
    clientId,
    rule,
  ]);
}

export async function noteLastUser(tx: Tx, clientId: string, userId: string): Promise<void> {
  await tx.execute('update assignment_rules set last_user_id = $2 where client_id = $1', [clientId, userId]);
}

export async function countOpenOf(tx: Tx, userIds: readonly string[]): Promise<{ assigneeId: string; count: number }[]> {
  return tx.query(
    `select assignee_id, count(*) from conversations where assignee_id = any ($1::uuid[]) and status in ('open', 'pending') group by assignee_id`,
    [userIds],
  );
}
