import QRCode from 'qrcode';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { recordAudit, removeClientFromKeys } from '../access/access.ts';
import { ChannelError, channelKinds, channelTraits } from '../channels/channels.ts';
import type { ChannelKind } from '../channels/channels.ts';
import type { Publish } from '../events/events.ts';
import type { Tx } from '../platform/db/db.ts';
import { conflict, forbidden, notFound, notSupported, unavailable } from '../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../platform/http/lists.ts';
import { Reply } from '../platform/http/reply.ts';
import type { OwnCall } from '../platform/http/route.ts';
import type { ClientChange, ClientFilter, NewClient } from './clients.schema.ts';
import {
  deleteAssignmentsOf,
  deleteOldStates,
  findClient,
  insertClient,
  insertState,
  listClients,
  listStates,
  lockClient,
  notifySupervisors,
  updateClient,
  updateDesired,
  updatePaused,
  updateRestart,
  updateState,
} from './clients.sql.ts';
import type { ClientRow, StateChange } from './clients.sql.ts';
import { DEADLINE_SECONDS, nextActionOf } from './states.ts';

export { needsRelink } from './states.ts';
export { findClient, listClientAgents, lockAnyClient, mayUseClient, deleteClient, updatePhoneNumber, updateQr } from './clients.sql.ts';
export type { ClientRow } from './clients.sql.ts';
export { clientScope, knowsClients } from './assignments.ts';

const STATES_KEPT = 100;
export const STOPPED_BY_PERSON = 'stopped_by_person';
/** It should run, and no node has memory for it. */
export const HOST_FULL = 'host_full';

/** A client as the API shows one. */
export function showClient(row: ClientRow) {
  const { id, name, channel, state, desiredState, reason, stateSince, pausedReason, phoneNumber, settings, createdAt, updatedAt } = row;
  const stateDeadline = row.state === 'disconnected' ? row.nextStartAt : row.stateDeadline;
  return {
    id,
    name,
    channel,
    state,
    desiredState,
    reason,
    nextAction: nextActionOf(row),
    stateSince,
    stateDeadline,
    pausedReason,
    phoneNumber,
    settings,
    createdAt,
    updatedAt,
  };
}

/** Nothing runs yet: a client begins `stopped`. */
export async function createClient({ tx, body, ...call }: OwnCall & { body: z.output<typeof NewClient> }) {
  // Whoever may use some clients only could not even see the new one.
  if (call.caller.clientIds) throw forbidden('clients.restricted', 'Your credential is restricted to some clients and cannot add others.');
  refuseMissingChannel(body.channel);
  const client = await insertClient(tx, { id: uuidv7(), ...body });
  await insertState(tx, { id: uuidv7(), clientId: client.id, state: client.state, reason: null });
  await recordAudit(tx, call, {
    action: 'clients.create',
    target: { type: 'client', id: client.id },
    changes: { channel: { to: client.channel } },
  });
  return showClient(client);
}

export async function showClients({ tx, query }: OwnCall & { query: { limit: number; cursor?: string } & z.output<typeof ClientFilter> }) {
  const { limit, cursor, state = null, channel = null } = query;
  const rows = await listClients(tx, { limit, before: readIdCursor(cursor), state, channel });
  const { data, nextCursor } = pageOf(rows, limit, ({ id }) => [id]);
  return { data: data.map(showClient), nextCursor };
}

type One = OwnCall & { params: { id: string } };

export async function getClient({ tx, params }: One) {
  return showClient(await knownClient(tx, params.id));
}

export async function changeClient({ tx, params, body, ...call }: One & { body: z.output<typeof ClientChange> }) {
  const before = await lockedClient(tx, params.id);
  const client = await updateClient(tx, before.id, { name: body.name ?? before.name, settings: { ...before.settings, ...body.settings } });
  await recordAudit(tx, call, {
    action: 'clients.update',
    target: { type: 'client', id: client.id },
    changes: Object.fromEntries(Object.keys(body).map((field) => [field, {}])),
  });
  return showClient(client);
}

/** Wishes it running. Starting is an UPDATE; the supervisor of some node does the rest. */
export async function startClient(call: One & { prepared: boolean }) {
  const client = await wished(call, 'clients.start', 'running', null);
  // The wish stands all the same: it is fulfilled as soon as there is room.
  if (!call.prepared && client.leaseNode === null && channelTraits(client.channel).needsMemory) {
    return unavailable('sessions.host_full', 'No memory is left for one more session. The client is started as soon as there is.', 60);
  }
  return showClient(client);
}

export async function stopClient(publish: Publish, call: One) {
  const client = await wished(call, 'clients.stop', 'stopped', null);
  // Nothing runs that could say so: it waited for its next try, or had failed.
  const settled =
    client.unlink === null &&
    (client.state === 'failed' || (client.leaseNode === null && (client.state !== 'stopped' || client.reason === HOST_FULL)));
  return showClient(settled ? await changeState(call.tx, publish, client, { state: 'stopped', reason: STOPPED_BY_PERSON }) : client);
}

/** Ends the session that runs and starts another at once. */
export async function restartClient(call: One) {
  await updateRestart(call.tx, (await lockedClient(call.tx, call.params.id)).id);
  return wish(call, 'clients.restart', 'running', null);
}

/** Gives up the link: on the other side too, where that can be reached. The client stays, to be linked anew. */
export function logoutClient(call: One) {
  return wish(call, 'clients.logout', 'stopped', 'logout');
}

/** From now on it is gone for everyone; the supervisor unlinks it and removes what it kept. */
export async function removeClient(call: One): Promise<void> {
  const { id } = await wish(call, 'clients.delete', 'stopped', 'delete');
  await deleteAssignmentsOf(call.tx, id);
  await removeClientFromKeys(call.tx, id);
}

async function wish(call: One, action: string, desired: 'running' | 'stopped', unlink: ClientRow['unlink']) {
  return showClient(await wished(call, action, desired, unlink));
}

async function wished({ tx, params, ...call }: One, action: string, desired: 'running' | 'stopped', unlink: ClientRow['unlink']) {
  const before = await lockedClient(tx, params.id);
  if (desired === 'running') refuseMissingChannel(before.channel);
  const client = await updateDesired(tx, before.id, desired, unlink);
  await recordAudit(tx, call, {
    action,
    target: { type: 'client', id: client.id },
    changes: { desiredState: { from: before.desiredState, to: desired } },
  });
  await notifySupervisors(tx, client.id);
  return client;
}

/** Sends nothing any more but keeps receiving; one that is not connected is paused as soon as it is. */
export async function pauseClient(publish: Publish, { tx, params, body, ...call }: One & { body: { reason?: string } }) {
  const client = await lockedClient(tx, params.id);
  const reason = body.reason ?? client.pausedReason ?? 'paused_by_person';
  const paused = await updatePaused(tx, client.id, reason);
  await recordAudit(tx, call, { action: 'clients.pause', target: { type: 'client', id: client.id } });
  const connected = client.state === 'ready' || client.state === 'paused';
  const shown = showClient(connected ? await changeState(tx, publish, client, { state: 'paused', reason }) : paused);
  if (client.pausedReason === null)
    await publish(tx, { type: 'client.paused', clientId: client.id, orderKey: client.id, data: { client: shown } });
  return shown;
}

export async function resumeClient(publish: Publish, { tx, params, ...call }: One) {
  const client = await lockedClient(tx, params.id);
  const resumed = await updatePaused(tx, client.id, null);
  await recordAudit(tx, call, { action: 'clients.resume', target: { type: 'client', id: client.id } });
  await notifySupervisors(tx, client.id);
  const shown = showClient(client.state === 'paused' ? await changeState(tx, publish, client, { state: 'ready', reason: null }) : resumed);
  if (client.pausedReason !== null)
    await publish(tx, { type: 'client.resumed', clientId: client.id, orderKey: client.id, data: { client: shown } });
  return shown;
}

/** The code to scan, as text and picture; as PNG for whoever asks for one. */
export async function showQr({ tx, params, request }: One & { request: { accepts(types: string[]): string | false } }) {
  const { state, qr, qrExpiresAt } = await knownClient(tx, params.id);
  if (state !== 'awaiting_scan' || qr === null || qrExpiresAt === null) {
    throw conflict('clients.not_awaiting_scan', `There is no code to scan: the client is ${state}.`);
  }
  // A whole number of pixels for each module takes a tenth of the time of a fixed width.
  const picture = { errorCorrectionLevel: 'L', margin: 2, scale: 6 } as const;
  if (request.accepts(['application/json', 'image/png']) === 'image/png')
    return new Reply({ type: 'image/png', body: await QRCode.toBuffer(qr, picture) });
  return { qr, image: await QRCode.toDataURL(qr, picture), expiresAt: qrExpiresAt };
}

/** The last hundred states, newest first. */
export async function showHistory({ tx, params }: One) {
  await knownClient(tx, params.id);
  const states = await listStates(tx, params.id);
  return { data: states.map(({ state, reason, at }) => ({ state, reason, at })), nextCursor: null };
}

/** Moves a client into a state: row, history and event in the caller's transaction. */
export async function changeState(
  tx: Tx,
  publish: Publish,
  before: ClientRow,
  change: Pick<StateChange, 'state' | 'reason'>,
): Promise<ClientRow> {
  const client = await updateState(tx, before.id, { ...change, deadlineSeconds: DEADLINE_SECONDS[change.state] });
  if (before.state === change.state && before.reason === change.reason) return client;
  await insertState(tx, { id: uuidv7(), clientId: client.id, state: client.state, reason: client.reason });
  await deleteOldStates(tx, client.id, STATES_KEPT);
  await publish(tx, { type: 'client.state', clientId: client.id, orderKey: client.id, data: { client: showClient(client) } });
  return client;
}

async function knownClient(tx: Tx, id: string): Promise<ClientRow> {
  const client = await findClient(tx, id);
  if (!client) throw notFound('clients');
  return client;
}

async function lockedClient(tx: Tx, id: string): Promise<ClientRow> {
  const client = await lockClient(tx, id);
  if (!client) throw notFound('clients');
  return client;
}

/** The channels that a client can have on this server, and what each can do. */
export async function showChannels() {
  return { data: channelKinds.map((channel) => ({ channel, capabilities: [...channelTraits(channel).capabilities].sort() })) };
}

// A kind that this version cannot run answers 501 at once, rather than a client that never starts.
function refuseMissingChannel(kind: ChannelKind): void {
  try {
    channelTraits(kind);
  } catch (error) {
    throw error instanceof ChannelError ? notSupported('channels.not_supported', error.message) : error;
  }
}
