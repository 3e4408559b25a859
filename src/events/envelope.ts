import type { EventRow, StreamRow } from './events.sql.ts';

type Head = Pick<EventRow, 'id' | 'type' | 'createdAt' | 'organizationId' | 'clientId'>;

/** An event as everyone outside sees it: in lists, on the stream and in webhooks. */
export function showEvent({ data, ...event }: Head & Pick<EventRow, 'data'>) {
  return { ...head(event), data };
}

/** The same on the stream. The data goes out as the text it was stored as, which is one line. */
export function streamFrame({ data, ...event }: StreamRow): string {
  const json = `${JSON.stringify(head(event)).slice(0, -1)},"data":${data}}`;
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${json}\n\n`;
}

function head({ id, type, createdAt, organizationId, clientId }: Head) {
  return { id, type, timestamp: createdAt, organizationId, ...(clientId === null ? {} : { clientId }) };
}
