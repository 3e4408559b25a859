import type { z } from 'zod';
import type { Publish } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import { conflict, notFound, unprocessable } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { releaseMedia } from '../../media/media.ts';
import { mediaIdOf } from '../content.ts';
import { findMessage, lockMessage } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import type { Reorder } from '../messages.schema.ts';
import { showMessage } from '../show.ts';
import { cancelQueued, placeAtEnd, placeBefore } from './queue.sql.ts';

type One = OwnCall & { params: { id: string } };

/** Takes a message out of the queue before it is on its way. */
export async function cancelMessage({ publish, clock }: { publish: Publish; clock: Clock }, { tx, params }: One) {
  const before = await findMessage(tx, params.id);
  if (!before) throw notFound('messages');
  const message = await cancelQueued(tx, before.id, { status: 'cancelled', at: clock.now().toISOString() });
  if (!message) throw notQueued((await findMessage(tx, before.id)) ?? before);
  if (mediaIdOf(message.content) !== null) await releaseMedia(tx, message.id);
  const { clientId, conversationId } = message;
  await publish(tx, { type: 'message.cancelled', clientId, orderKey: conversationId, data: { message: showMessage(message) } });
  return showMessage(message);
}

/** Moves a message within the queue of its client; the order within its conversation follows. */
export async function reorderMessage({ tx, params, body }: One & { body: z.output<typeof Reorder> }) {
  const message = await lockMessage(tx, params.id);
  if (!message) throw notFound('messages');
  const moved =
    body.before === undefined ? await placeAtEnd(tx, message.id, body.position ?? 'last') : await moveBefore(message, body.before);
  if (!moved) throw notQueued(message);
  return showMessage(moved);

  async function moveBefore({ id, clientId }: MessageRow, otherId: string) {
    const other = await findMessage(tx, otherId);
    if (other?.clientId !== clientId || !other.dueAt || other.id === id)
      throw unprocessable([{ path: 'before', message: 'There is no such message in the queue of this client.' }]);
    return placeBefore(tx, id, other);
  }
}

const notQueued = ({ status }: MessageRow) => conflict('messages.not_queued', `It is not in the queue any more: it is ${status}.`);
