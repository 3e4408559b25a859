import { recordAudit } from '../../access/access.ts';
import type { Publish } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import { conflict, notFound } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { lockMessage } from '../message-rows.sql.ts';
import { publishMessage } from '../publish-message.ts';
import { notifySender } from '../queue/queue.sql.ts';
import { endAttempt } from '../sending/sending.sql.ts';
import type { Ending } from '../sending/sending.sql.ts';
import { showMessage } from '../show.ts';

type Outcome = 'sent' | 'send_again' | 'failed';

/** A person decides what became of a message of which nobody else can know. */
export async function resolveMessage(
  { publish, clock }: { publish: Publish; clock: Clock },
  { tx, params, body, ...call }: OwnCall & { params: { id: string }; body: { outcome: Outcome } },
) {
  const message = await lockMessage(tx, params.id);
  if (!message) throw notFound('messages');
  if (message.status !== 'unknown') throw conflict('messages.not_unknown', `There is nothing to decide: it is ${message.status}.`);
  const resolved = await endAttempt(tx, message.id, endingOf(body.outcome, clock.now()));
  if (!resolved) throw conflict('messages.not_unknown', 'There is nothing to decide any more.');
  const audited = { action: 'messages.resolve', target: { type: 'message', id: message.id }, changes: { outcome: { to: body.outcome } } };
  await recordAudit(tx, call, audited);
  await (body.outcome === 'send_again'
    ? notifySender(tx, message.clientId)
    : publishMessage(tx, publish, `message.${body.outcome}`, resolved));
  return showMessage(resolved);
}

function endingOf(outcome: Outcome, now: Date): Ending {
  const status = outcome === 'send_again' ? 'queued' : outcome;
  const entry = { status, at: now.toISOString(), reason: 'decided_by_person' } as const;
  if (outcome === 'sent') return { status, entry, sentAt: now, dueInMs: null };
  if (outcome === 'send_again') return { status, entry, dueInMs: 0 };
  return { status, entry, dueInMs: null, error: { code: 'messages.given_up', detail: 'A person decided that it did not go.' } };
}
