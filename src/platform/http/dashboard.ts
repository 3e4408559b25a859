import { join } from 'node:path';
import express, { Router } from 'express';
import { refuseOtherMethods } from './mount.ts';

const NO_PAGES = /^\/+(v1|health|webhooks\/meta|internal|metrics|docs|assets|openapi\.json)(\/|$)|\.[a-z0-9]+$|^\/\.|^\/\//i;

/** The built dashboard: hashed files for ever, and its one page for every path a person may open. */
export function serveDashboard(dir: string): Router {
  const router = Router();
  router.use('/assets', express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }));
  router.use(express.static(dir, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (request, response, next) => {
    // A program that takes anything is told 404, except at the front door; only a browser asks for a page by its name.
    const isPage = request.path === '/' || request.get('accept')?.includes('text/html');
    if (!isPage || NO_PAGES.test(request.path)) return next();
    response.sendFile(join(dir, 'index.html'), { headers: { 'Cache-Control': 'no-cache' } }, (error) => error && next(error));
  });
  router.all('/', refuseOtherMethods(['GET']));
  return router;
}
