import { channelTraits } from '../channels/channels.ts';
import type { Channel, ChannelEvent, ChatId } from '../channels/channels.ts';
import type { Db } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import { writeDown } from './heard.ts';
import type { HeardDeps } from './heard.ts';
import type { OnHeard } from './inbound/pump.ts';
import { underLease } from './lease.ts';
import { findLastHeard } from './sessions.sql.ts';
import type { ClaimedClient } from './sessions.sql.ts';

// What is older is no longer news to anybody, and a phone hands out no more at a time without noticing.
const LONGEST_GAP_MS = 7 * 86_400_000;
const CHATS_MAX = 100;
const MESSAGES_MAX = 200;
// Clocks differ, and what was heard last may have been told late.
const OVERLAP_MS = 5 * 60_000;

type GapOptions = HeardDeps & {
  db: Db;
  log: Log;
  onHeard: OnHeard;
  lease: ClaimedClient;
  channel: Channel;
  /** When this session began: what it hears itself is no gap. */
  began: Date;
  signal: AbortSignal;
};

/** Looks up in the chats' histories what was written since the number last heard anything; what is known already vanishes. */
export async function fillGap(options: GapOptions): Promise<void> {
  const { db, lease, channel, began, signal } = options;
  const { capabilities } = channelTraits(lease.channel);
  if (!capabilities.has('history') || !capabilities.has('chats')) return;
  const lastHeard = await db.inOrganization(lease.organizationId, (tx) => findLastHeard(tx, lease.clientId, began));
  // A number that is linked for the first time has no gap but a past.
  if (!lastHeard) return;
  const since = new Date(Math.max(lastHeard.getTime() - OVERLAP_MS, began.getTime() - LONGEST_GAP_MS));
  const chats = await channel.chats({ since });
  for (const { chatId } of chats.slice(0, CHATS_MAX)) {
    if (signal.aborted) return;
    await catchUp(options, chatId, since);
  }
}

async function catchUp({ db, lease, channel, began, onHeard, publish, random }: GapOptions, chatId: ChatId, since: Date): Promise<void> {
  const heard = await channel.history(chatId, { since, limit: MESSAGES_MAX });
  const events = heard.map((message): ChannelEvent => ({ type: 'message', ...message, late: new Date(message.at) < began }));
  if (events.length === 0) return;
  await underLease(db, lease, (tx, client) => writeDown({ publish, random }, tx, client, events));
  onHeard(lease);
}
