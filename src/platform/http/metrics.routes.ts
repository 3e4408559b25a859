import type { Request } from 'express';
import { z } from 'zod';
import { equalSecrets } from '../crypto/mac.ts';
import type { Metrics } from '../metrics.ts';
import { notFound } from './errors.ts';
import { isFromThisMachine } from './loopback.ts';
import { Reply } from './reply.ts';
import { get } from './route.ts';
import type { Route } from './route.ts';

/** For whom the figures are not, the page does not exist: without a token only straight from loopback. */
export function metricsRoutes({ metrics, token }: { metrics: Metrics; token: string | undefined }): Route[] {
  const show = async ({ request }: { request: Request }) => {
    const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    if (token ? !equalSecrets(bearer, token) : !isFromThisMachine(request)) throw notFound('http');
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
