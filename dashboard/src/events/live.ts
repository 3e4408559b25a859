import { session } from '../api/client.ts';
import { createEventStream } from './event-stream.ts';

/** What happens, live: one stream for the whole tab. */
export const liveEvents = createEventStream({ send: session.send, url: `${window.location.origin}/v1/events` });

const fallbackMs = 5_000;

/** Lists that the stream keeps true are asked for by the clock only while it is down. */
export const whileNotLive = () => (liveEvents.state() === 'live' ? false : fallbackMs);
