import { z } from 'zod';
import { unavailable } from './errors.ts';
import { get } from './route.ts';
import type { Route } from './route.ts';

const Alive = z.object({ status: z.literal('ok') });
const Ready = z.object({ status: z.literal('ready'), database: z.literal('ok') });

/** Live: the event loop turns. Ready: the database answers and the server is not on its way out. */
export function healthRoutes({ draining, pingDatabase }: { draining: () => boolean; pingDatabase: () => Promise<void> }): Route[] {
  const ready = async () => {
    if (draining()) throw unavailable('health.draining', 'The server is stopping.', 5);
    await pingDatabase();
    return { status: 'ready' as const, database: 'ok' as const };
  };
  return [
    get('/health/live', { allow: 'public', unlimited: true, summary: 'The process is alive', answer: Alive }, async () => ({
      status: 'ok' as const,
    })),
    get('/health/ready', { allow: 'public', unlimited: true, summary: 'The server can do its work', answer: Ready }, ready),
  ];
}
