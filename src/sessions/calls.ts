import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { ChannelError, openSandbox } from '../channels/channels.ts';
import type { AlarmClock } from '../channels/channels.ts';
import { findClient } from '../clients/clients.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Random } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import { AppError, badRequest, conflict, forbidden, notFound, unauthorized, unavailable } from '../platform/http/errors.ts';
import type { Log } from '../platform/log.ts';
import { NODE_DEAD_AFTER_SECONDS } from '../platform/nodes.ts';
import { LeaseLost, underLease } from './lease.ts';
import { BAD_SIGNATURE } from './node-calls.ts';
import type { NodeCalls } from './node-calls.ts';
import { operation, OPERATIONS } from './operations.ts';
import type { OperationName } from './operations.ts';
import { findHolder, takeLease } from './sessions.sql.ts';
import type { Session } from './session.ts';
import { idleStore } from './store.ts';

export type CallDeps = {
  db: Db;
  log: Log;
  clock: AlarmClock;
  random: Random;
  nodeId: string;
  nodeCalls: NodeCalls;
  find: (clientId: string) => Session | null;
  authenticate: (credential: string, address: string) => Promise<Caller>;
};

// A call that comes right after a start, or while the client goes to another node, waits for so long.
const PATIENCE_MS = 5_000;
const MOVING = 'clients.moving';
const MOVING_PAUSE_MS = 100;

export type SessionCall = { caller: Caller; clientId: string; name: OperationName; input: unknown; credential: string; address: string };

/** Does something with a client's living session, wherever it lives; the caller does not notice where that is, nor that it moves. */
export async function perform(deps: CallDeps, call: SessionCall): Promise<unknown> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await performOnce(deps, call);
    } catch (error) {
      // Nothing was done yet.
      const again = error instanceof AppError && error.code === MOVING && performance.now() < deadline;
      if (!again) throw error;
      await pause(MOVING_PAUSE_MS);
    }
  }
}

async function performOnce(deps: CallDeps, { caller, clientId, name, input, credential, address }: SessionCall): Promise<unknown> {
  const { db } = deps;
  const scope = { clientIds: caller.clientIds };
  const client = await db.inOrganization(caller.organizationId, (tx) => findClient(tx, clientId), scope);
  if (!client) throw notFound('clients');
  const onSandbox = name.startsWith('sandbox');
  if (onSandbox && client.channel !== 'sandbox') throw conflict('clients.not_sandbox', 'Only clients of the sandbox channel have this.');
  const holder = await db.asSystem('client holder', (tx) => findHolder(tx, clientId, NODE_DEAD_AFTER_SECONDS), { single: true });
  if (holder && holder.nodeId !== deps.nodeId)
    return deps.nodeCalls.call(holder.url, credential, { clientId, operation: name, input, address });
  const session = deps.find(clientId);
  if (session) return performHere(deps, session, name, input);
  if (holder) throw moving();
  const { idle } = operation(name);
  if (!idle) throw conflict('clients.not_running', `This needs a running client; it is ${client.state}.`);
  const { organizationId } = client;
  return whileHeld(async () => {
    const store = idleStore(db, { clientId, organizationId, fence: await untakenFence(db, client) });
    return idle(await openSandbox({ store, clock: deps.clock, random: deps.random, log: deps.log }), input);
  });
}

/** A node that seems dead may only stand still: what is done without it must find it without the client when it wakes. */
async function untakenFence(db: Db, { id, organizationId, fence, leaseNode }: ClientRow): Promise<number> {
  if (leaseNode === null) return fence;
  if (await db.inOrganization(organizationId, (tx) => takeLease(tx, { clientId: id, nodeId: leaseNode, fence }))) return fence + 1;
  throw moving();
}

/** A call that another node passed on: signed by a node, and authorised anew with the caller's own credential. */
export async function performForNode(
  deps: CallDeps,
  headers: IncomingHttpHeaders,
  body: { clientId: string; operation: string; input: unknown; address: string },
): Promise<unknown> {
  const credential = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!deps.nodeCalls.verify(headers, credential, JSON.stringify(body))) throw unauthorized(BAD_SIGNATURE, 'This is for nodes only.');
  if (!Object.hasOwn(OPERATIONS, body.operation)) throw badRequest('nodes.unknown_operation', 'This node does not know that operation.');
  const name = body.operation as OperationName;
  const caller = await deps.authenticate(credential, body.address);
  const { allow } = operation(name);
  if (!caller.permissions.has(allow)) throw forbidden('auth.forbidden', `This needs the permission ${allow}.`);
  const client = await deps.db.inOrganization(caller.organizationId, (tx) => findClient(tx, body.clientId), {
    clientIds: caller.clientIds,
  });
  if (!client) throw notFound('clients');
  const session = deps.find(body.clientId);
  if (!session) throw moving();
  return performHere(deps, session, name, body.input);
}

/** A node that was away for a while may have lost the client without knowing it yet. */
async function performHere({ db }: CallDeps, session: Session, name: OperationName, input: unknown): Promise<unknown> {
  if (!(await session.isUp(PATIENCE_MS))) throw moving();
  return whileHeld(async () => {
    await underLease(db, session.lease, async () => undefined);
    return operation(name).run(session.channel, input);
  });
}

/** Whoever took the client meanwhile is asked instead; the channel's own words become the API's. */
async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Found out beforehand, or by the channel when it wanted to write: then, too, nothing was done.
    const cause = error instanceof ChannelError && error.outcome === 'retryable' ? error.cause : error;
    if (cause instanceof LeaseLost) throw moving();
    throw error instanceof ChannelError ? asProblem(error) : error;
  }
}

const moving = () => unavailable(MOVING, 'The client is just starting, stopping or going to another node; ask again.', 1);

const NOT_SENT_STATUS: Record<string, number> = {
  not_awaiting_scan: 409,
  not_connected: 409,
  not_registered: 422,
  content_rejected: 422,
  media_rejected: 422,
  message_not_found: 404,
  chat_not_found: 404,
};

/** What a channel says of a failed call, in the API's words. */
export function asProblem({ outcome, reason, message, retryAfterMs, cause }: ChannelError): AppError {
  if (outcome === 'not_supported') return new AppError({ code: 'channels.not_supported', status: 501, detail: message });
  if (reason === 'not_awaiting_scan') return conflict('clients.not_awaiting_scan', message);
  if (reason === 'not_connected') return conflict('clients.not_connected', message);
  const code = `channels.${reason}`;
  if (outcome === 'not_sent') return new AppError({ code, status: NOT_SENT_STATUS[reason] ?? 409, detail: message });
  const headers = { 'Retry-After': String(Math.ceil((retryAfterMs ?? 1_000) / 1_000)) };
  return new AppError({
    code,
    status: outcome === 'retryable' ? 503 : 502,
    detail: message,
    headers: outcome === 'retryable' ? headers : {},
    cause,
  });
}
