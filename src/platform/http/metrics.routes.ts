import type { Request } from 'express';
import { z } from 'zod';
import { equalSecrets } from '../crypto/mac.ts';
import type { Metrics } from '../metrics.ts';
import { notFound } from './errors.ts';
import { Reply } from './reply.ts';
import { get } from './route.ts';
import type { Route } from './route.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** For whom the figures are not, the page does not exist: without a token only straight from loopback. */
export function metricsRoutes({ metrics, token }: { metrics: Metrics; token: string | undefined }): Route[] {
  const show = async ({ request }: { request: Request }) => {
    const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    const local = LOOPBACK.test(request.socket.remoteAddress ?? '') && request.get('x-forwarded-for') === undefined;
    if (token ? !equalSecrets(bearer, token) : !local) throw notFound('http');
    return new Reply({ type: metrics.contentType, body: await metrics.render() });
  };
  const spec = {
    allow: 'public',
    unlimited: true,
    summary: 'Figures for Prometheus',
    answer: z.string(),
    otherAnswers: ['text/plain'],
  } as const;
  return [get('/metrics', spec, show)];
}
