import type { Request } from 'express';
import { z } from 'zod';
import type { Tx } from '../db/db.ts';
import type { Caller } from './caller.ts';
import type { AppError } from './errors.ts';
import type { Reply } from './reply.ts';

/** A permission is `room.action`; a test compares every route's with the matrix of access. */
export type Allow = 'public' | 'signedIn' | `${string}.${string}`;
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type RouteSpec = {
  allow: Allow;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The JSON answer; null for none (204), or the media types of an answer that is no JSON. */
  answer: z.ZodType | null;
  /** Media types the answer may have besides JSON (a picture, CSV, an event stream). */
  otherAnswers?: readonly string[];
  status?: number;
  /** False for work that must not sit in a transaction (network calls, slow hashing); such a route opens its own. */
  transaction?: boolean;
  /** Whether Idempotency-Key is offered; by default on each POST that runs in a transaction; others say so. */
  idempotent?: boolean;
  /** Slow work before the transaction (hashing a password); its result is `call.prepared`. */
  prepare?: (call: never) => Promise<unknown>;
  /** Texts may hold what no text column can (NUL), because the route keeps them as JSON. */
  anyText?: boolean;
  /** Counted by a stricter limit of its own besides the general one. */
  limit?: string;
  /** The answer holds a secret: its stored copy is encrypted. */
  secret?: boolean;
  bodyLimitBytes?: number;
  /** Not part of the public API: left out of the document. */
  hidden?: boolean;
  /** Counted against no limit (health, metrics). */
  unlimited?: boolean;
  /** The caller's own uploads: fields and files of multipart/form-data instead of JSON; with `raw`, a bare file as well. */
  multipart?: { maxFileBytes: number; maxFiles: number; raw?: boolean };
};

type Prepared<S> = S extends { prepare: (call: never) => Promise<infer P> } ? { prepared: P } : unknown;

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler is given. `tx` is the organisation's open transaction. */
export type Call<S extends RouteSpec = RouteSpec> = {
  params: Parsed<S['params']>;
  query: Parsed<S['query']>;
  body: Parsed<S['body']>;
  requestId: string;
  address: string;
  request: Request;
  /** Headers and cookies to add to the answer. */
  headers: Map<string, string | string[]>;
} & (S extends { allow: 'public' } ? { caller: null } : { caller: Caller }) &
  (S extends { allow: 'public' } | { transaction: false } ? unknown : { tx: Tx }) &
  Prepared<S>;

/** What a handler may give for a JSON answer: a Date wherever the document says text. */
export type Giveable<T> = T extends string
  ? T | Date
  : T extends readonly (infer U)[]
    ? readonly Giveable<U>[]
    : T extends object
      ? { [K in keyof T]: Giveable<T[K]> }
      : T;

/** The part of a call that work inside an organisation needs, whatever the route. */
export type OwnCall = { tx: Tx; caller: Caller; address: string; requestId: string };

/** An error that is given, not thrown, is answered as one while what was done in the transaction stays. */
type Given<S extends RouteSpec> = (S['answer'] extends z.ZodType ? Giveable<z.input<S['answer']>> : void) | Reply | AppError;

export type Route = {
  method: Method;
  path: string;
  spec: RouteSpec;
  handle: (call: never) => Promise<unknown>;
};

const verb =
  (method: Method) =>
  <const S extends RouteSpec>(path: string, spec: S, handle: (call: Call<S>) => Promise<Given<S>>): Route => ({
    method,
    path,
    spec,
    handle,
  });

export const get = verb('get');
export const post = verb('post');
export const put = verb('put');
export const patch = verb('patch');
export const del = verb('delete');

/** Whether the route stores its first answer under the caller's Idempotency-Key. */
export function isIdempotent({ method, spec }: Route): boolean {
  return spec.idempotent ?? (method === 'post' && spec.allow !== 'public' && spec.transaction !== false);
}

/** The room a path belongs to, for codes such as `clients.not_found`: `/v1/clients/:id/qr` → `clients`. */
export function roomOf(path: string): string {
  const part = path.split('/').find((each, index) => index > 0 && each !== 'v1' && each !== '') ?? 'route';
  return camelCase(part);
}

/** What a parameter of a path names, for codes such as `groups.not_found`: the part before it, `/v1/clients/:id/groups/:groupId` → `groups`. */
export function thingOf(path: string, parameter: string): string {
  const parts = path.split('/');
  return camelCase(parts[parts.indexOf(`:${parameter}`) - 1] ?? 'route');
}

const camelCase = (part: string) => part.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const idParams = z.object({ id: z.uuid() });
