import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Response } from 'express';
import type { Log } from '../log.ts';
import { AppError, badRequest } from './errors.ts';

/** The one place where a failure becomes an answer (RFC 9457); what is not meant for the caller stays in the log. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = asAppError(error);
    const requestId = String(response.getHeader('X-Request-Id') ?? '');
    if (!known || known.status >= 500) {
      const { method, path } = request;
      log.error({ err: error, requestId, method, path }, 'a request failed');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(response, known ?? new AppError({ code: 'internal', status: 500, detail: 'Something went wrong on our side.' }));
  };
}

export function sendProblem(response: Response, error: AppError): void {
  const { code, status, detail, errors, headers } = error;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const requestId = response.getHeader('X-Request-Id');
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `https://waxwing.dev/problems/${code}`,
        title: STATUS_CODES[status],
        status,
        detail,
        code,
        requestId,
        errors,
      }),
    );
}

// Express itself refuses malformed paths (%ZZ) with an error of its own.
function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const { status } = error as { status?: number };
  return status === 400 || error instanceof URIError ? badRequest('http.bad_request', 'The request could not be read.') : null;
}
