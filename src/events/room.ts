import type { Request } from 'express';
import type { Readable } from 'node:stream';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import { tooMany } from '../platform/http/errors.ts';
import type { Route } from '../platform/http/route.ts';
import { systemJob } from '../platform/jobs/jobs.ts';
import type { JobHandler } from '../platform/jobs/jobs.ts';
import type { Log } from '../platform/log.ts';
import { eventRoutes } from './events.routes.ts';
import type { Opening } from './events.routes.ts';
import { createHubs } from './hub.ts';
import { forgetOldEvents, preparePartitions } from './retention.ts';
import { openStream } from './stream.ts';

export type Events = {
  routes: Route[];
  jobs: Record<string, JobHandler>;
  /** Ends all streams; their readers come back to another node. */
  stop(): Promise<void>;
};

export type EventsOptions = {
  db: Db;
  log: Log;
  config: Pick<Config, 'eventRetentionDays'>;
  authenticate: (request: Request) => Promise<Caller | null>;
};

/** On one node; each costs a connection and what waits for a slow reader. */
const MOST_STREAMS_OF_ONE = 1_000;
const MOST_STREAMS = 5_000;

/** Builds the room: the list of what happened, and the live stream. */
export async function createEvents({ db, log, config, authenticate }: EventsOptions): Promise<Events> {
  await preparePartitions(db);
  const hubs = createHubs({ db, log });
  const streams = new Map<Readable, string>();
  const opening = new Map<string, number>();

  function countOf(organizationId: string): number {
    return [...streams.values()].filter((id) => id === organizationId).length + (opening.get(organizationId) ?? 0);
  }

  async function open({ request, ...asked }: Opening): Promise<Readable> {
    const { organizationId } = asked.caller;
    if (streams.size >= MOST_STREAMS || countOf(organizationId) >= MOST_STREAMS_OF_ONE)
      throw tooMany('events.too_many_streams', 'Too many live streams are open.', 10);
    const recheck = async () => {
      const caller = await authenticate(request);
      if (caller === null) throw new Error('there is no credential');
      return caller;
    };
    opening.set(organizationId, (opening.get(organizationId) ?? 0) + 1);
    try {
      const stream: Readable = await openStream({ db, hubs, log, ...asked, recheck, onClose: () => void streams.delete(stream) });
      streams.set(stream, organizationId);
      return stream;
    } finally {
      opening.set(organizationId, (opening.get(organizationId) ?? 1) - 1);
    }
  }

  return {
    routes: eventRoutes({ db, open }),
    jobs: { 'events.forget': systemJob(() => forgetOldEvents(db, config.eventRetentionDays)) },
    async stop() {
      for (const stream of streams.keys()) stream.push(null);
      await hubs.stop();
    },
  };
}
