import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Response } from 'express';
import type { Log } from '../log.ts';
import { AppError, badRequest } from './errors.ts';

/** The one place where a failure becomes an answer (RFC 9457); what is not meant for the caller stays in the log. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = asAppError(error);
    const requestId = String(response.getHeader('X-Request-Id') ?? '');
    if (!known || (known.status >= 500 && known.status !== 501)) {
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
  const { headers, body } = problemOf(error, String(response.getHeader('X-Request-Id') ?? ''));
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(error.status).send(body);
}

/** The answer that an error becomes. */
export function problemOf({ code, status, detail, errors, headers }: AppError, requestId: string) {
  const problem = { type: `https://waxwing.dev/problems/${code}`, title: STATUS_CODES[status], status, detail, code, requestId, errors };
  return { headers: { ...headers, 'Content-Type': 'application/problem+json; charset=utf-8' }, body: JSON.stringify(problem) };
}

// Express and its file server refuse malformed paths (%ZZ), ranges and conditions with errors of their own.
function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof URIError) return badRequest('http.bad_request', 'The request could not be read.');
  const { status, headers } = error as { status?: number; headers?: Record<string, string> };
  if (status === undefined || status < 400 || status >= 500) return null;
  return new AppError({ code: 'http.bad_request', status, detail: `${STATUS_CODES[status]}.`, headers });
}
