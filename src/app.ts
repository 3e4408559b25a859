import compression from 'compression';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from './platform/config.ts';
import { createBodyTimer } from './platform/http/body-timer.ts';
import type { BodyTimes } from './platform/http/body-timer.ts';
import { allowCors } from './platform/http/cors.ts';
import { serveDashboard } from './platform/http/dashboard.ts';
import { docsPage, DOCS_POLICY } from './platform/http/docs-page.ts';
import { notFound } from './platform/http/errors.ts';
import { mountRoutes, refuseOtherMethods } from './platform/http/mount.ts';
import type { MountOptions } from './platform/http/mount.ts';
import { openApiDocument } from './platform/http/openapi.ts';
import { problemHandler } from './platform/http/problem.ts';
import { identifyRequest, logRequests } from './platform/http/requests.ts';
import type { Route } from './platform/http/route.ts';
import type { Log } from './platform/log.ts';
import type { Metrics } from './platform/metrics.ts';

export type AppOptions = Omit<MountOptions, 'checkAnswers' | 'allowUpload'> & {
  config: Config;
  log: Log;
  metrics: Metrics;
  /** Health checks: answered before anything is logged, measured or compressed. */
  probes: readonly Route[];
  routes: readonly Route[];
  version: string;
  /** Folder of the built dashboard; absent in tests that need none. */
  dashboardDir: string | null;
  checkAnswers?: boolean;
  bodyTimes?: BodyTimes | undefined;
};

/** The whole HTTP side, in the order a request meets it. */
export function buildApp({
  config,
  log,
  metrics,
  probes,
  routes,
  version,
  dashboardDir,
  checkAnswers = false,
  bodyTimes,
  ...options
}: AppOptions): Express {
  const app = express();
  const bodies = createBodyTimer(bodyTimes);
  const mounting = { ...options, checkAnswers, allowUpload: bodies.allowUpload };
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('etag', false);
  app.use(identifyRequest());
  app.use(bodies.middleware);
  app.use(securityHeaders(config.publicUrl.startsWith('https:')));
  mountRoutes(app, probes, mounting);
  app.use(logRequests(log, metrics));
  app.use(allowCors(config.corsOrigins));
  app.use(compression({ filter: (request, response) => !isStream(response) && compression.filter(request, response) }));
  describe(
    app,
    [...probes, ...routes].filter(({ spec }) => !spec.hidden),
    version,
  );
  mountRoutes(app, routes, mounting);
  if (dashboardDir) app.use(serveDashboard(dashboardDir));
  app.use(() => {
    throw notFound('http');
  });
  app.use(problemHandler(log));
  return app;
}

const isStream = (response: { getHeader(name: string): unknown }) =>
  String(response.getHeader('Content-Type')).startsWith('text/event-stream');

function securityHeaders(behindTls: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: behindTls ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

function describe(app: Express, routes: readonly Route[], version: string): void {
  const document = openApiDocument(routes, version);
  const text = JSON.stringify(document);
  const page = docsPage(routes, document);
  app.get('/openapi.json', (_request, response) => void response.type('application/json').send(text));
  app.get('/docs', (_request, response) => void response.setHeader('Content-Security-Policy', DOCS_POLICY).type('html').send(page));
  app.all(['/openapi.json', '/docs'], refuseOtherMethods(['GET']));
}
