import type { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import { findClient, listClientAgents } from '../../clients/clients.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { notFound } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { countOpenOf, findRule, lockRule, noteLastUser, upsertRule } from './assignment.sql.ts';
import type { AssignmentRuleChange } from './conversations.schema.ts';
import { updateConversation } from './conversations.sql.ts';
import type { ConversationRow } from './conversations.sql.ts';
import { publishConversation } from './publish-conversation.ts';

/** Gives a conversation that nobody has to an agent who may use its number, as the number's rule says. */
export async function assignByRule(tx: Tx, publish: Publish, conversation: ConversationRow): Promise<void> {
  const rule = await lockRule(tx, conversation.clientId);
  if (!rule || rule.rule === 'manual') return;
  const agents = await listClientAgents(tx, conversation.clientId);
  const next = rule.rule === 'round_robin' ? agentAfter(agents, rule.lastUserId) : await leastBusy(tx, agents);
  if (next === null) return;
  await noteLastUser(tx, conversation.clientId, next);
  await publishConversation(
    tx,
    publish,
    'conversation.assigned',
    await updateConversation(tx, conversation.id, { ...conversation, assigneeId: next }),
  );
}

function agentAfter(agents: readonly string[], last: string | null): string | null {
  return agents.find((id) => last !== null && id > last) ?? agents[0] ?? null;
}

async function leastBusy(tx: Tx, agents: readonly string[]): Promise<string | null> {
  const counts = new Map((await countOpenOf(tx, agents)).map(({ assigneeId, count }) => [assigneeId, count]));
  const [first] = agents.toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
  return first ?? null;
}

type OfClient = OwnCall & { params: { id: string } };

export async function showRule({ tx, params }: OfClient) {
  if (!(await findClient(tx, params.id))) throw notFound('clients');
  return { rule: (await findRule(tx, params.id))?.rule ?? ('manual' as const) };
}

export async function changeRule({ tx, params, body, ...call }: OfClient & { body: z.output<typeof AssignmentRuleChange> }) {
  if (!(await findClient(tx, params.id))) throw notFound('clients');
  await upsertRule(tx, params.id, body.rule);
  await recordAudit(tx, call, {
    action: 'conversations.assignment_rule',
    target: { type: 'client', id: params.id },
    changes: { rule: { to: body.rule } },
  });
  return { rule: body.rule };
}
