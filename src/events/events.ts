import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../platform/db/db.ts';
import { insertEvent } from './events.sql.ts';
import type { EventRow } from './events.sql.ts';

export { createEvents } from './room.ts';
export type { Events } from './room.ts';
export { forgetOldEvents } from './retention.ts';
export { typeFilter } from './visibility.ts';
export { showEvent } from './envelope.ts';
export { listEventsBetween } from './events.sql.ts';
export type { EventRow } from './events.sql.ts';
export { erasePerson } from './erasure.ts';
export type { ErasedPerson } from './erasure.ts';

/** Something that happened. `orderKey` names what it must keep its order with: a conversation, a client. */
export type NewEvent = { type: string; clientId?: string | null; orderKey?: string | null; data: object };
export type Subscriber = (tx: Tx, event: EventRow) => Promise<void>;

export type Publish = (tx: Tx, event: NewEvent) => Promise<void>;

/** Records what happened in the transaction of its cause; the subscribers write there too, so all of it is kept or none. */
export function createPublisher(subscribers: readonly Subscriber[]): Publish {
  return async function publish(tx, { type, clientId = null, orderKey = null, data }) {
    const event = { id: uuidv7(), type, clientId, orderKey, data: data as EventRow['data'] };
    const stored = { ...event, ...(await insertEvent(tx, event)) };
    for (const subscriber of subscribers) await subscriber(tx, stored);
  };
}
