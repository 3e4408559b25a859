import type { RequestHandler } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

const ACCEPTED_ID = /^[\w.-]{8,100}$/;

/** Every answer carries the id under which its request is found in the log; a caller may bring its own. */
export function identifyRequest(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    response.setHeader('X-Request-Id', given && ACCEPTED_ID.test(given) ? given : uuidv7());
    next();
  };
}

/** One line and one measurement for each request; the query never reaches the log. */
export function logRequests(log: Log, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = process.hrtime.bigint();
    const { method, path } = request;
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const route = typeof request.route?.path === 'string' ? request.route.path : 'other';
      metrics.httpRequestSeconds.observe({ method, route, status: `${Math.floor(response.statusCode / 100)}xx` }, seconds);
      const outcome = response.writableFinished ? response.statusCode : 'aborted';
      log.info(
        { requestId: response.getHeader('X-Request-Id'), method, path, status: outcome, ms: Math.round(seconds * 1e4) / 10 },
        'request',
      );
    });
    next();
  };
}
