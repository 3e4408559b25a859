import { z } from 'zod';
import { mayUseClient } from '../../clients/clients.ts';
import type { Publish } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/db.ts';
import { forbidden, notFound, unprocessable } from '../../platform/http/errors.ts';
import { pageOf, readCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { enqueueJob } from '../../platform/jobs/jobs.ts';
import type { ConversationChange, ConversationFilter } from './conversations.schema.ts';
import { findConversation, listConversations, lockConversation, updateConversation, wakeSnoozed } from './conversations.sql.ts';
import type { ConversationRow } from './conversations.sql.ts';
import { publishConversation } from './publish-conversation.ts';
import { showConversation, showConversations } from './show-conversation.ts';

export const WAKE_JOB = 'conversations.wake';
const CursorKey = z.tuple([z.string().max(50), z.uuid()]);

type One = OwnCall & { params: { id: string } };

export async function listThem({ tx, caller, query }: OwnCall & { query: z.output<typeof ConversationFilter> }) {
  const { limit, cursor, clientId = null, contactId = null, status = null, label = null } = query;
  const assigneeId =
    query.assignee === 'me' ? (caller.userId ?? caller.actor.id) : query.assignee === 'none' ? '' : (query.assignee ?? null);
  const unread = query.unread === undefined ? null : query.unread === 'true';
  const part = query.query?.toLowerCase() ?? null;
  const before = readCursor(cursor, CursorKey);
  const rows = await listConversations(tx, { limit, before, clientId, contactId, status, assigneeId, label, unread, part });
  const { data, nextCursor } = pageOf(rows, limit, ({ sortKey, id }) => [sortKey, id]);
  return { data: await showConversations(tx, data), nextCursor };
}

export async function showOne({ tx, params }: One) {
  return showConversation(tx, await knownConversation(tx, params.id));
}

/** Who sees to it, and what is to be done with it. */
export async function changeConversation(
  deps: { publish: Publish; clock: Clock },
  call: One & { body: z.output<typeof ConversationChange> },
) {
  const { tx, params, body, caller } = call;
  const before = await lockConversation(tx, params.id);
  if (!before) throw notFound('conversations');
  await checkAssignee(tx, caller, before, body.assigneeId);
  const snoozedUntil = readSnooze(body.snoozedUntil, deps.clock.now());
  const status = body.status ?? before.status;
  const after = await updateConversation(tx, before.id, {
    status,
    snoozedUntil: status === 'snoozed' ? (snoozedUntil ?? before.snoozedUntil) : null,
    assigneeId: body.assigneeId === undefined ? before.assigneeId : body.assigneeId,
    labels: body.labels ? [...new Set(body.labels)] : before.labels,
  });
  if (snoozedUntil) await enqueueJob(tx, WAKE_JOB, { conversationId: after.id }, { jobKey: `wake:${after.id}`, runAt: snoozedUntil });
  if (after.status !== before.status) await publishConversation(tx, deps.publish, 'conversation.status', after);
  if (after.assigneeId !== before.assigneeId) await publishConversation(tx, deps.publish, 'conversation.assigned', after);
  return showConversation(tx, after);
}

/** Its time has come, unless somebody was faster. */
export async function wakeConversation(tx: Tx, publish: Publish, id: string): Promise<void> {
  const awake = await wakeSnoozed(tx, id);
  if (awake) await publishConversation(tx, publish, 'conversation.status', awake);
}

export async function knownConversation(tx: Tx, id: string): Promise<ConversationRow> {
  const conversation = await findConversation(tx, id);
  if (!conversation) throw notFound('conversations');
  return conversation;
}

async function checkAssignee(
  tx: Tx,
  caller: OwnCall['caller'],
  { clientId, assigneeId }: ConversationRow,
  wanted: string | null | undefined,
) {
  if (wanted === undefined || wanted === assigneeId) return;
  // Whoever works in the inbox may take what nobody has, and give up their own.
  const own = (wanted === caller.userId && assigneeId === null) || (wanted === null && assigneeId === caller.userId);
  if (!own && !caller.permissions.has('conversations.assign'))
    throw forbidden('auth.forbidden', 'This needs the permission conversations.assign.');
  if (wanted !== null && !(await mayUseClient(tx, wanted, clientId)))
    throw unprocessable([{ path: 'assigneeId', message: 'There is no such member who may use this number.' }]);
}

function readSnooze(written: string | undefined, now: Date): Date | null {
  if (written === undefined) return null;
  const time = new Date(written);
  if (time <= now) throw unprocessable([{ path: 'snoozedUntil', message: 'This time has passed.' }]);
  return time;
}
