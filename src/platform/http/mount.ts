import type { Express, Request, RequestHandler, Response } from 'express';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Db, Tx } from '../db/db.ts';
import { DEFAULT_BODY_BYTES, readJsonBody } from './body.ts';
import type { Caller } from './caller.ts';
import { AppError, forbidden, notFound, unauthorized } from './errors.ts';
import { idempotencyKey, once, onceApart } from './idempotency.ts';
import type { Fingerprints, PlainAnswer, Seal } from './idempotency.ts';
import { readUpload } from './multipart.ts';
import { problemOf } from './problem.ts';
import { Reply } from './reply.ts';
import { isIdempotent, thingOf } from './route.ts';
import type { Call, Route } from './route.ts';
import { fieldErrors, validated } from './validate.ts';

export type MountOptions = {
  db: Db;
  /** Finds out who is calling; null when no credential was sent, an error when a wrong one was. */
  authenticate: (request: Request) => Promise<Caller | null>;
  /** Counts the request against the caller's limit (or the address's, without a caller) and sets the limit headers. */
  limit: (request: Request, response: Response, caller: Caller | null, route: Route) => Promise<void>;
  seal: Seal;
  fingerprints: Fingerprints;
  uploadDir: string;
  /** Told of a body that may take longer than others. */
  allowUpload: (request: Request) => void;
  /** Tests and development: an answer that does not fit its schema is an error. */
  checkAnswers: boolean;
};

// The pipeline handles every route alike; what is in a call follows from the route's spec (see Call).
type AnyCall = { [K in Exclude<keyof Call, 'caller' | 'tx' | 'params' | 'query' | 'body'>]: Call[K] } & {
  params: unknown;
  query: unknown;
  body: unknown;
  caller: Caller | null;
  tx?: Tx;
  prepared?: unknown;
};
type Handle = (call: AnyCall) => Promise<unknown>;

/** Puts the routes on the app, each behind the same steps: credential → limit → permission → input → transaction → answer. */
export function mountRoutes(app: Express, routes: readonly Route[], options: MountOptions): void {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    app[route.method](route.path, (request, response) => serve(route, request, response, options));
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) app.all(path, refuseOtherMethods(allowed));
}

/** Stands behind what a path takes: 405 for everything else, and the answer to a question of what that is. */
export function refuseOtherMethods(allowed: readonly string[]): RequestHandler {
  const allow = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    response.setHeader('Allow', allow);
    if (request.method === 'OPTIONS') return void response.status(204).end();
    throw new AppError({ code: 'http.method_not_allowed', status: 405, detail: `This path takes ${allow}.`, headers: { Allow: allow } });
  };
}

async function serve(route: Route, request: Request, response: Response, options: MountOptions): Promise<void> {
  const { spec } = route;
  const caller = spec.allow === 'public' ? null : await options.authenticate(request);
  if (!spec.unlimited) await options.limit(request, response, caller, route);
  checkPermission(route, caller);
  if (spec.multipart || (spec.bodyLimitBytes ?? 0) > DEFAULT_BODY_BYTES) options.allowUpload(request);
  await using upload = spec.multipart ? await readUpload(request, spec.multipart, options.uploadDir) : null;
  const call: AnyCall = {
    params: checkedParams(route, request),
    query: spec.query ? validated(spec.query, request.query) : undefined,
    body: await checkedBody(route, request, response, upload?.content),
    requestId: String(response.getHeader('X-Request-Id')),
    address: request.ip ?? '',
    request,
    headers: new Map(),
    caller,
  };
  const key = isIdempotent(route) ? idempotencyKey(request.get('idempotency-key')) : null;
  const answer = await answerOf(route, call, key, upload?.fingerprint ?? call.body, options);
  await send(response, call, answer);
}

function checkPermission({ spec }: Route, caller: Caller | null): void {
  if (spec.allow === 'public') return;
  if (!caller) throw unauthorized('auth.required', 'Sign in or send an API key.');
  if (spec.allow !== 'signedIn' && !caller.permissions.has(spec.allow)) {
    throw forbidden('auth.forbidden', `This needs the permission ${spec.allow}.`);
  }
}

// A path parameter that cannot be an id of ours names nothing: 404, as for an id of another organisation.
function checkedParams({ path, spec }: Route, request: Request): unknown {
  if (!spec.params) return undefined;
  const result = spec.params.safeParse(request.params);
  if (!result.success) throw notFound(thingOf(path, String(result.error.issues[0]?.path[0])));
  return result.data;
}

async function checkedBody({ spec }: Route, request: Request, response: Response, uploaded: unknown): Promise<unknown> {
  const input = spec.multipart ? uploaded : await readJsonBody(request, response, spec);
  return spec.body ? validated(spec.body, input) : undefined;
}

type Answer = PlainAnswer & { stream?: Readable; type?: string; raw?: Buffer | string };

async function answerOf(route: Route, call: AnyCall, key: string | null, fingerprint: unknown, options: MountOptions): Promise<Answer> {
  const handle = route.handle as unknown as Handle;
  const { caller } = call;
  if (route.spec.prepare) call.prepared = await (route.spec.prepare as unknown as Handle)(call);
  const run = async (tx?: Tx) => toAnswer(route, call, await handle(tx ? { ...call, tx } : call), options);
  if (!caller || route.spec.allow === 'public') return run();
  const transact = <T>(work: (tx: Tx) => Promise<T>) =>
    options.db.inOrganization(caller.organizationId, work, { clientIds: caller.clientIds });
  const isApart = route.spec.transaction === false;
  if (key === null) return isApart ? run() : transact(run);
  const path = `${route.method.toUpperCase()} ${route.path} ${JSON.stringify(call.params ?? {})}`;
  const seal = route.spec.secret ? options.seal : null;
  const work = { caller, route: path, key, body: fingerprint, fingerprints: options.fingerprints, seal };
  const { replayed, ...answer } = isApart
    ? await onceApart({ ...work, transact, run })
    : await transact((tx) => once({ ...work, tx, run: () => run(tx) }));
  if (replayed) call.headers.set('Idempotency-Replayed', 'true');
  return answer;
}

function toAnswer({ method, path, spec }: Route, call: AnyCall, given: unknown, { checkAnswers }: MountOptions): Answer {
  const status = spec.status ?? (spec.answer === null ? 204 : 200);
  if (given instanceof Reply) {
    const { body, headers, type } = given;
    const sent = { status: given.status ?? status, headers, type, body: null };
    return body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
      ? { ...sent, raw: body ?? '' }
      : { ...sent, stream: body };
  }
  if (given instanceof AppError) return { status: given.status, ...problemOf(given, call.requestId) };
  const body = given === undefined ? null : JSON.stringify(given);
  if (checkAnswers) checkAgainst(spec.answer, body, `${method.toUpperCase()} ${path}`);
  return { status, headers: singleHeaders(call.headers), body };
}

function checkAgainst(schema: z.ZodType | null, body: string | null, route: string): void {
  if (schema === null && body === null) return;
  const result = (schema ?? z.never()).safeParse(body === null ? undefined : JSON.parse(body));
  if (!result.success) throw new Error(`The answer of ${route} does not fit its schema: ${JSON.stringify(fieldErrors(result.error))}`);
}

// Cookies are for this one answer, so they are not kept with it.
function singleHeaders(headers: Map<string, string | string[]>): Record<string, string> {
  return Object.fromEntries([...headers].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

async function send(response: Response, call: AnyCall, answer: Answer): Promise<void> {
  for (const [name, value] of [...Object.entries(answer.headers), ...call.headers]) response.setHeader(name, value);
  response.status(answer.status);
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-store');
  if (answer.type) response.type(answer.type);
  if (answer.stream) return pipeline(answer.stream, response).catch(ignoreAbort);
  if (answer.raw !== undefined) return void response.send(answer.raw);
  if (answer.body === null) return void response.end();
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(answer.body));
  response.end(answer.body);
}

// The reader went away in the middle of a stream; there is nobody left to answer.
function ignoreAbort(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}
