import type { z } from 'zod';
import { isGroup } from '../../channels/channels.ts';
import { findClient } from '../../clients/clients.ts';
import type { ClientRow } from '../../clients/clients.ts';
import type { Publish } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { AppError, forbidden, notFound, unprocessable } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { validated } from '../../platform/http/validate.ts';
import type { StoredContent } from '../content.ts';
import { fileContent, isFileMessage } from '../files.ts';
import type { Fetched, FileSource } from '../files.ts';
import { findMessage } from '../message-rows.sql.ts';
import { NewMessage } from '../messages.schema.ts';
import type { Batch, Forward } from '../messages.schema.ts';
import { showMessage } from '../show.ts';
import { queueMessage, waitingOf } from './queue-message.ts';
import type { Outgoing } from './queue-message.ts';
import { readSendAt } from './send-at.ts';

export type QueueDeps = { publish: Publish; clock: Clock; files: FileSource };

/** Accepts one message and says how long it will wait; it never refuses for pace. */
export async function postMessage(
  { publish, clock, files }: QueueDeps,
  { tx, caller, body, prepared }: OwnCall & { body: NewMessage; prepared: Fetched },
) {
  const message = await queueMessage(tx, publish, await outgoingOf(files, tx, caller, body, prepared, clock.now()));
  return { ...showMessage(message), queue: await waitingOf(tx, message, clock.now()) };
}

/** Accepts many at once, each with a result of its own: what is wrong with one keeps none of the others back. */
export async function postBatch(
  { publish, clock, files }: QueueDeps,
  { tx, caller, body, prepared }: OwnCall & { body: z.output<typeof Batch>; prepared: Fetched },
) {
  const data = [];
  for (const [index, input] of body.messages.entries()) {
    try {
      const outgoing = await outgoingOf(files, tx, caller, validated(NewMessage, input), prepared, clock.now());
      data.push({ index, message: showMessage(await queueMessage(tx, publish, outgoing)) });
    } catch (error) {
      if (!(error instanceof AppError) || (error.status >= 500 && error.status !== 501)) throw error;
      const { code, status, detail, errors } = error;
      data.push({ index, error: { code, status, detail, ...(errors && { errors }) } });
    }
  }
  return { data };
}

type OneForward = OwnCall & { params: { id: string }; body: z.output<typeof Forward> };

/** Passes a message on, as WhatsApp does: marked as forwarded, without its quote. */
export async function forwardMessage({ publish, clock }: QueueDeps, { tx, caller, params, body }: OneForward) {
  const original = await findMessage(tx, params.id);
  if (!original) throw notFound('messages');
  if (original.providerId === null || original.revokedAt)
    throw unprocessable([{ path: 'id', message: 'Only a message that WhatsApp has can be passed on.' }], 'messages.not_forwardable');
  const outgoing: Outgoing = {
    ...(await envelopeOf(tx, caller, { clientId: original.clientId, overrideConsent: body.overrideConsent })),
    to: body.to,
    content: original.content,
    forwardOfId: original.id,
  };
  const message = await queueMessage(tx, publish, outgoing);
  return { ...showMessage(message), queue: await waitingOf(tx, message, clock.now()) };
}

async function outgoingOf(files: FileSource, tx: Tx, caller: Caller, body: NewMessage, fetched: Fetched, now: Date): Promise<Outgoing> {
  return {
    ...(await envelopeOf(tx, caller, body)),
    to: body.to,
    content: await contentOf(files, tx, body, fetched),
    replyToId: body.replyTo,
    sendAt: readSendAt(body.sendAt, body.timeZone, now),
    priority: body.priority,
    metadata: body.metadata,
    fallback: body.fallback === 'text',
  };
}

type Envelope = { clientId: string; overrideConsent?: boolean | undefined };

async function envelopeOf(tx: Tx, caller: Caller, { clientId, overrideConsent = false }: Envelope) {
  const client = await findClient(tx, clientId);
  if (!client) throw notFound('clients');
  if (overrideConsent && !caller.permissions.has('messages.overrideConsent'))
    throw forbidden('auth.forbidden', 'This needs the permission messages.overrideConsent.');
  const fromProgram = caller.actor.type === 'api_key';
  return { client, overrideConsent, origin: fromProgram ? 'api' : 'dashboard', createdBy: caller.userId } as const satisfies {
    client: ClientRow;
  } & Partial<Outgoing>;
}

async function contentOf(files: FileSource, tx: Tx, body: NewMessage, fetched: Fetched): Promise<StoredContent> {
  if (isFileMessage(body)) return fileContent(files, tx, body, fetched);
  switch (body.type) {
    case 'reaction':
      return { type: 'reaction', reaction: await knownTarget(tx, body) };
    case 'text':
      return { type: 'text', text: body.text };
    case 'location':
      return { type: 'location', location: body.location };
    case 'contacts':
      return { type: 'contacts', contacts: body.contacts };
    case 'poll':
      return { type: 'poll', poll: body.poll };
    case 'template':
      return { type: 'template', template: body.template };
    default:
      return { type: 'interactive', interactive: body.interactive };
  }
}

async function knownTarget(tx: Tx, { clientId, to, reaction }: Extract<NewMessage, { type: 'reaction' }>) {
  const target = await findMessage(tx, reaction.messageId);
  const fits = target?.clientId === clientId && (target.chatId === to || !isGroup(to));
  if (!fits) throw unprocessable([{ path: 'reaction.messageId', message: 'There is no such message in this conversation.' }]);
  return reaction;
}
