import type { z } from 'zod';
import { recordAudit } from '../access/access.ts';
import { findClient } from '../clients/clients.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import { notFound } from '../platform/http/errors.ts';
import type { OwnCall } from '../platform/http/route.ts';
import type { SafetyChange, Tiers } from './safety.schema.ts';
import { countUsed, deleteOldReservations, deleteReservation, findSafety, notifyLimits, reserve, upsertSafety } from './safety.sql.ts';
import type { SafetyRow } from './safety.sql.ts';

// What accounts that were banned had exceeded, by far: chosen so that a careful sender never notices them.
const DEFAULT_TIERS: Tiers = { perMinute: 20, perHour: 100, perDay: 1_000 };
const WINDOW_MS: Tiers = { perMinute: 60_000, perHour: 3_600_000, perDay: 86_400_000 };
const WINDOWS = Object.keys(WINDOW_MS) as (keyof Tiers)[];

export type Reservation = { go: true } | { go: false; waitMs: number };
/** How much of each window is left; null when nothing is limited. */
export type Quota = { tiers: Tiers; used: Tiers; left: Tiers } | null;

/** Lets one send go, or says for how long not; the entry is kept with the transaction that does it. */
export async function reserveSend(tx: Tx, send: { clientId: string; sendId: string }): Promise<Reservation> {
  const { reserved, waitMs } = await reserve(tx, { ...send, defaults: DEFAULT_TIERS });
  return reserved > 0 ? { go: true } : { go: false, waitMs: Math.max(1, waitMs ?? 0) };
}

/** Gives back what was reserved for a send that certainly did not happen. */
export async function releaseSend(tx: Tx, sendId: string): Promise<void> {
  await deleteReservation(tx, sendId);
}

/** What a client may still send now. */
export async function sendQuota(tx: Tx, clientId: string): Promise<Quota> {
  const { enabled, tiers } = await termsOf(tx, clientId);
  return enabled ? counted(tx, clientId, tiers) : null;
}

/** How long a message will wait that has so many ahead of it, by these limits alone. */
export function waitMsBehind(quota: Quota, ahead: number): number {
  if (!quota) return 0;
  const waits = WINDOWS.map((window) => {
    const over = ahead + 1 - quota.left[window];
    return over <= 0 ? 0 : Math.ceil(over / quota.tiers[window]) * WINDOW_MS[window];
  });
  return Math.max(...waits);
}

type One = OwnCall & { params: { id: string } };

export async function showSafety({ tx, params }: Pick<One, 'tx' | 'params'>) {
  if (!(await findClient(tx, params.id))) throw notFound('clients');
  const { enabled, tiers } = await termsOf(tx, params.id);
  return { enabled, ...(await counted(tx, params.id, tiers)) };
}

/** Changes the fields that are named; whoever waits for a limit looks again at once. */
export async function changeSafety({ tx, params, body, ...call }: One & { body: z.output<typeof SafetyChange> }) {
  if (!(await findClient(tx, params.id))) throw notFound('clients');
  const before = await termsOf(tx, params.id);
  const after: SafetyRow = { enabled: body.enabled ?? before.enabled, ...before.tiers, ...body.tiers };
  await upsertSafety(tx, params.id, after);
  await notifyLimits(tx, params.id);
  await recordAudit(tx, call, {
    action: 'safety.update',
    target: { type: 'client', id: params.id },
    changes: { enabled: { from: before.enabled, to: after.enabled }, tiers: { from: before.tiers, to: tiersOf(after) } },
  });
  return showSafety({ tx, params });
}

/** For the hourly timer: forgets sends that no window reaches back to. */
export async function forgetOldSends(db: Db): Promise<void> {
  await db.asSystem('forget reserved sends', deleteOldReservations);
}

async function termsOf(tx: Tx, clientId: string): Promise<{ enabled: boolean; tiers: Tiers }> {
  const row = await findSafety(tx, clientId);
  return row ? { enabled: row.enabled, tiers: tiersOf(row) } : { enabled: true, tiers: DEFAULT_TIERS };
}

const tiersOf = ({ perMinute, perHour, perDay }: Tiers): Tiers => ({ perMinute, perHour, perDay });

async function counted(tx: Tx, clientId: string, tiers: Tiers): Promise<NonNullable<Quota>> {
  const used = tiersOf(await countUsed(tx, clientId, tiers));
  const left = Object.fromEntries(WINDOWS.map((window) => [window, tiers[window] - used[window]])) as Tiers;
  return { tiers, used, left };
}
