import { disconnectReasons } from '../channels/channels.ts';
import type { ChannelError, DisconnectReason } from '../channels/channels.ts';
import { changeState, HOST_FULL, showClient, STOPPED_BY_PERSON, updatePhoneNumber } from '../clients/clients.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Publish } from '../events/events.ts';
import type { Random } from '../platform/clock.ts';
import type { Tx } from '../platform/db/db.ts';
import { giveUp, hasLasted, scheduleRestart } from './sessions.sql.ts';

type Deps = { publish: Publish; random: Random };

/** Why a session ended without anybody's wish: what the channel said, or what the supervisor found. */
export type EndReason = DisconnectReason | 'timed_out' | 'start_failed' | 'not_supported' | 'session_elsewhere';

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 300;
// Sessions that ended together, as when a network failed, do not all come back at one moment.
const JITTER = 0.2;
const QUIET_SECONDS = 600;

/** In these a session runs, or is coming up. */
const RUNNING = new Set<ClientRow['state']>(['starting', 'awaiting_scan', 'awaiting_passkey', 'connecting', 'ready', 'paused']);

/** The session has ended by itself: tried again after a pause that grows, or given up when trying cannot help. */
export async function leave({ publish, random }: Deps, tx: Tx, client: ClientRow, reason: EndReason): Promise<ClientRow> {
  const { retry, relink } = termsOf(reason);
  if (relink) await updatePhoneNumber(tx, client.id, null);
  if (!retry) await giveUp(tx, client.id);
  else if (client.desiredState === 'running') await planRestart(tx, client, random);
  const left = await changeState(tx, publish, client, stateAfter(client, reason, retry));
  await tellDisconnected(tx, publish, left, reason);
  return left;
}

type Interruption = 'node_stopped' | 'node_lost' | 'restarted_by_person' | 'grown_too_large';

/** The session ended through no fault of its own: whichever node comes first goes on at once. */
export async function interrupt({ publish }: Deps, tx: Tx, client: ClientRow, reason: Interruption): Promise<ClientRow> {
  if (!RUNNING.has(client.state)) return client;
  const left = await changeState(tx, publish, client, { state: 'disconnected', reason });
  await tellDisconnected(tx, publish, left, reason);
  return left;
}

/** These the channel's users know by the same word, whether a start fails or a session ends. */
const TOLD_BY_CHANNEL = new Set<string>(['unauthorized', 'page_incompatible', 'browser_missing', 'build_missing', 'proxy_failed']);

/** It should run and no node has room for it: it says so while it waits for its turn. */
export async function tellWaiting(publish: Publish, tx: Tx, client: ClientRow): Promise<void> {
  const waits = client.leaseNode === null && client.unlink === null && client.desiredState === 'running';
  if (waits) await changeState(tx, publish, client, { state: client.state, reason: HOST_FULL });
}

/** What to make of a start that the channel refused: trying again helps only against what passes. */
export function reasonOfFailedStart({ outcome, reason }: Pick<ChannelError, 'outcome' | 'reason'>): EndReason {
  if (outcome === 'not_supported') return 'not_supported';
  if (TOLD_BY_CHANNEL.has(reason)) return reason as DisconnectReason;
  return reason === 'account_blocked' ? 'tos_block' : 'start_failed';
}

function termsOf(reason: EndReason): { retry: boolean; relink: boolean } {
  if (reason === 'timed_out' || reason === 'start_failed' || reason === 'session_elsewhere') return { retry: true, relink: false };
  return reason === 'not_supported' ? { retry: false, relink: false } : disconnectReasons[reason];
}

function stateAfter({ desiredState }: ClientRow, reason: EndReason, retry: boolean) {
  if (!retry) return { state: 'failed', reason } as const;
  if (desiredState === 'stopped') return { state: 'stopped', reason: STOPPED_BY_PERSON } as const;
  return { state: 'disconnected', reason } as const;
}

async function planRestart(tx: Tx, client: ClientRow, random: Random): Promise<void> {
  const connected = client.state === 'ready' || client.state === 'paused';
  const restarts = connected && (await hasLasted(tx, client.id, QUIET_SECONDS)) ? 0 : client.restarts;
  const longest = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** restarts);
  await scheduleRestart(tx, client.id, longest * (1 - JITTER * random()), restarts + 1);
}

function tellDisconnected(tx: Tx, publish: Publish, client: ClientRow, reason: string): Promise<void> {
  const data = { client: showClient(client), reason };
  return publish(tx, { type: 'client.disconnected', clientId: client.id, orderKey: client.id, data });
}
