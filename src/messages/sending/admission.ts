import { admit } from '../../contacts/contacts.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { AppError } from '../../platform/http/errors.ts';
import { reserveSend } from '../../safety/safety.ts';
import { publishMessage } from '../publish-message.ts';
import { endAttempt, findNextDueMs, lockDue, markSending } from './sending.sql.ts';
import type { DueMessage, Lease } from './sending.sql.ts';

export type Terms = { publish: Publish; maxAgeMs: number; now: () => Date };
export type Claimed = {
  messages: DueMessage[];
  /** For how long a limit lets nothing more go. */
  waitMs: number;
  /** When something else of this client comes due; null when nothing is waiting, or something went. */
  nextDueMs: number | null;
};

// So far the claim looks in the queue before it looks through all of it.
const WINDOW = 200;
const WHOLE_QUEUE = 1_000_000;

/**
 * Takes the next messages of a client that may go now and marks them as on their way, all in one transaction: lease, order,
 * pause, consent and limits hold at that moment. One that may never go ends here with its reason.
 */
export async function claimMessages(tx: Tx, lease: Lease, most: number, terms: Terms): Promise<Claimed> {
  let due = await lockDue(tx, lease, most, WINDOW);
  if (due.length === 0) due = await lockDue(tx, lease, most, WHOLE_QUEUE);
  const claimed: Claimed = { messages: [], waitMs: 0, nextDueMs: null };
  let ended = 0;
  for (const message of due) {
    if (await endedInstead(tx, message, terms)) {
      ended += 1;
      continue;
    }
    const reserved = await reserveSend(tx, { clientId: lease.clientId, sendId: sendIdOf(message) });
    if (!reserved.go) {
      claimed.waitMs = reserved.waitMs;
      break;
    }
    claimed.messages.push({ ...message, attempts: message.attempts + 1, claimedAt: terms.now() });
  }
  const ids = claimed.messages.map(({ id }) => id);
  if (ids.length > 0) await markSending(tx, ids, lease.fence, { status: 'sending', at: terms.now().toISOString() });
  // Others wait behind those that ended; they are claimed next.
  if (ids.length === 0 && ended > 0 && claimed.waitMs === 0) return claimMessages(tx, lease, most, terms);
  return ids.length > 0 ? claimed : { ...claimed, nextDueMs: await findNextDueMs(tx, lease.clientId) };
}

/** The reservation of an attempt goes by the message's own id: while it is on its way there is no other. */
export const sendIdOf = ({ id }: { id: string }): string => id;

async function endedInstead(tx: Tx, message: DueMessage, { publish, maxAgeMs, now }: Terms): Promise<boolean> {
  const error = (await refusalOf(tx, message)) ?? expiryOf(message, now().getTime(), maxAgeMs);
  if (!error) return false;
  const entry = { status: 'failed', at: now().toISOString(), reason: error.code } as const;
  const failed = await endAttempt(tx, message.id, { status: 'failed', entry, error, dueInMs: null, waiting: true });
  if (failed) await publishMessage(tx, publish, 'message.failed', failed);
  return true;
}

async function refusalOf(tx: Tx, { contactId, clientId, purpose, overrideConsent, createdAt }: DueMessage) {
  if (contactId === null) return null;
  try {
    await admit(tx, { contactId, clientId, purpose, override: overrideConsent ? createdAt : null });
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    return { code: error.code, detail: error.detail };
  }
}

function expiryOf({ createdAt, sendAt }: DueMessage, now: number, maxAgeMs: number) {
  if (now - (sendAt ?? createdAt).getTime() <= maxAgeMs) return null;
  return { code: 'messages.expired', detail: 'It waited for so long that it would say something out of date.' };
}
