import type { Publish } from '../events/events.ts';
import type { Clock, Random } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import { deleteOldEarlyEvents } from './receiving/receiving.sql.ts';
import { startSenders } from './sending/senders.ts';
import type { Senders } from './sending/senders.ts';

export { messagesOfPerson } from './erase.ts';
export { fileFailed, fileReady } from './files.ts';
export { queueMessage } from './queue/queue-message.ts';
export type { Outgoing } from './queue/queue-message.ts';
export { receive } from './receiving/receive.ts';
export { heardForConsent } from './receiving/for-consent.ts';
export { WAKE_JOB, wakeConversation } from './conversations/conversations.ts';
export { followMerges } from './conversations/follow-merges.ts';
export type { Senders } from './sending/senders.ts';
export type { MessageRow } from './message-rows.sql.ts';

const EARLY_EVENTS_KEPT_DAYS = 30;
const HOUR_MS = 3_600_000;

export type SendingOptions = {
  db: Db;
  log: Log;
  publish: Publish;
  clock: Clock;
  random: Random;
  nodeId: string;
  config: { sendMaxTries: number; sendMaxAgeHours: number };
};

/** Sends what is due of the clients whose sessions this node is told of. */
export function startSending({ clock, config, ...deps }: SendingOptions): Promise<Senders> {
  const terms = { maxTries: config.sendMaxTries, maxAgeMs: config.sendMaxAgeHours * HOUR_MS, now: () => clock.now() };
  return startSenders({ ...deps, ...terms });
}

/** For the hourly timer: forgets what was heard of messages that never came. */
export async function forgetOldEarlyEvents(db: Db): Promise<void> {
  await db.asSystem('forget early events', (tx) => deleteOldEarlyEvents(tx, EARLY_EVENTS_KEPT_DAYS));
}
