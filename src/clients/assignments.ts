import { recordAudit } from '../access/access.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import { notFound, unprocessable } from '../platform/http/errors.ts';
import type { OwnCall } from '../platform/http/route.ts';
import {
  countLivingClients,
  findAssignedClientIds,
  findClientIdsOfKeyMaker,
  lockUser,
  replaceAssignments,
  userExists,
} from './clients.sql.ts';

const SEE_EVERYTHING = new Set(['admin', 'manager']);

/** Narrows a caller to the clients it may use: a key to those it names, an agent or viewer (and their keys) to those assigned to them. */
export async function clientScope(db: Db, caller: Caller): Promise<Caller> {
  if (caller.clientIds !== null || SEE_EVERYTHING.has(caller.role)) return caller;
  const { userId, actor } = caller;
  const find = (tx: Tx) => (userId === null ? findClientIdsOfKeyMaker(tx, actor.id) : findAssignedClientIds(tx, userId));
  const clientIds = await db.asSystem('client assignments', find, { single: true });
  return { ...caller, clientIds };
}

/** Whether every one of these ids is a client of this organisation. */
export async function knowsClients(tx: Tx, ids: readonly string[]): Promise<boolean> {
  return (await countLivingClients(tx, ids)) === ids.length;
}

/** Which clients a member may use. Admins and managers see all of them whatever stands here. */
export async function assignClients({ tx, params, body, ...call }: OwnCall & { params: { id: string }; body: { clientIds: string[] } }) {
  const clientIds = [...new Set(body.clientIds)];
  if (!(await lockUser(tx, params.id))) throw notFound('users');
  if ((await countLivingClients(tx, clientIds)) !== clientIds.length)
    throw unprocessable([{ path: 'clientIds', message: 'Not all of these clients exist.' }]);
  const before = await findAssignedClientIds(tx, params.id);
  await replaceAssignments(tx, params.id, clientIds);
  await recordAudit(tx, call, {
    action: 'clients.assign',
    target: { type: 'user', id: params.id },
    changes: { clientIds: { from: before, to: clientIds } },
  });
  return { clientIds };
}

export async function showAssignment({ tx, params }: OwnCall & { params: { id: string } }) {
  if (!(await userExists(tx, params.id))) throw notFound('users');
  return { clientIds: await findAssignedClientIds(tx, params.id) };
}
