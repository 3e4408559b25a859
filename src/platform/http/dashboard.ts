import { join } from 'node:path';
import express, { Router } from 'express';

const API_PATHS = /^\/(v1|health|webhooks|internal|metrics|docs|openapi\.json)(\/|$)/;

/** The built dashboard: hashed files for ever, and its one page for every path a person may open. */
export function serveDashboard(dir: string): Router {
  const router = Router();
  router.use('/assets', express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }));
  router.use(express.static(dir, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (request, response, next) => {
    if (API_PATHS.test(request.path) || !request.accepts('html')) return next();
    response.sendFile(join(dir, 'index.html'), { headers: { 'Cache-Control': 'no-cache' } }, (error) => error && next());
  });
  return router;
}
