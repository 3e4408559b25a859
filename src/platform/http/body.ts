import express from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { badRequest, tooLarge, wrongType } from './errors.ts';
import type { RouteSpec } from './route.ts';

export const DEFAULT_BODY_BYTES = 1024 * 1024;

const parsers = new Map<number, RequestHandler>();

/** Reads the JSON body of a request that has one; an absent body is an empty object. */
export async function readJsonBody(request: Request, response: Response, spec: RouteSpec): Promise<unknown> {
  if (!hasBody(request)) return {};
  if (!request.is('application/json')) throw wrongType('http.unsupported_media_type', 'Send the body as application/json.');
  const limit = spec.bodyLimitBytes ?? DEFAULT_BODY_BYTES;
  let parse = parsers.get(limit);
  if (!parse) {
    parse = express.json({ limit, strict: false, inflate: true });
    parsers.set(limit, parse);
  }
  await new Promise<void>((resolve, reject) => {
    void parse(request, response, (error?: unknown) => (error ? reject(bodyError(error, limit)) : resolve()));
  });
  return request.body;
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function bodyError(error: unknown, limit: number): Error {
  const { type = '', status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large') return tooLarge('http.body_too_large', `The body is larger than ${limit} bytes.`);
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return wrongType('http.unsupported_media_type', 'Send the body as UTF-8 JSON, plain or gzip.');
  }
  if (type === 'entity.parse.failed') return badRequest('http.bad_json', 'The body is not valid JSON.');
  if (status !== undefined && status < 500) return badRequest('http.bad_body', 'The body could not be read.');
  return error as Error;
}
