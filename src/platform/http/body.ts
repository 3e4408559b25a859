import express from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { badRequest, tooLarge, unprocessable, wrongType } from './errors.ts';
import type { FieldError } from './errors.ts';
import type { RouteSpec } from './route.ts';

export const DEFAULT_BODY_BYTES = 1024 * 1024;
const DEEPEST = 64;
const UNSTORABLE = /\0|\p{Surrogate}/u;

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
  refuseUnstorable(request.body, spec.anyText ?? false);
  return request.body;
}

/** What no column can hold is refused with its place, before any room sees it. */
function refuseUnstorable(body: unknown, anyText: boolean): void {
  const errors: FieldError[] = [];
  const visit = (value: unknown, path: string[]): void => {
    if (path.length > DEEPEST)
      throw unprocessable([{ path: path.slice(0, 3).join('.'), message: `This is nested deeper than ${DEEPEST} levels.` }]);
    if (typeof value === 'string' && !anyText && UNSTORABLE.test(value)) {
      errors.push({ path: path.join('.'), message: 'Text must not hold the NUL character or half a surrogate pair.' });
    }
    if (value !== null && typeof value === 'object') for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(body, []);
  if (errors.length > 0) throw unprocessable(errors);
}

/** Whether a body was announced, empty ones aside. */
export function hasBody({ headers }: Request): boolean {
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
