import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { chatAnswers, openAnswers, Refusal } from './answers.ts';
import { deedAnswers } from './deeds.ts';
import { groupAnswers } from './groups.ts';
import type { Linking } from './linking.ts';
import { peopleAnswers } from './people-answers.ts';
import { newId } from './world.ts';
import type { World } from './world.ts';

const CALL_MAX_BYTES = 200_000_000;
const allAnswers = { ...chatAnswers, ...deedAnswers, ...peopleAnswers, ...groupAnswers };

export type Control = (method: string, parameters: unknown[]) => Promise<unknown>;

/** The port that pages talk to, and (under `/control`) whoever steers the world from another process. */
export function createPort(world: World, linking: Linking, control: Control): Server {
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>> = {
    'GET /stream': async (request, response, url) => {
      const page = world.pages.open(url.searchParams.get('page') ?? '', url.searchParams.get('device') || null, request, response);
      if (page) linking.greet(page);
      else request.socket.destroy();
    },
    'POST /call': async (request, response) => {
      const { page, method, parameters } = JSON.parse((await bodyOf(request)).toString()) as Call;
      const answer = await answerPage(page, method, parameters);
      if (answer === null) request.socket.destroy();
      else reply(response, answer);
    },
    'POST /media': async (request, response) => {
      const path = `/media/${newId('')}`;
      world.media.set(path, await bodyOf(request));
      reply(response, { ok: true, value: path });
    },
    'POST /control': async (request, response) => {
      const { method, parameters = [] } = JSON.parse((await bodyOf(request)).toString()) as { method: string; parameters?: unknown[] };
      reply(response, await attempt(() => control(method, parameters)));
    },
  };

  type Call = { page: string; method: string; parameters: Record<string, unknown> };
  /** Null for a page whose connection is broken: it gets no answer at all. */
  async function answerPage(id: string, method: string, given: Call['parameters']): Promise<object | null> {
    await pause(world.faults.slowMs);
    if (method === 'unknown' || method === 'pageError') return attempt(() => openAnswers[method]?.({ world, linking, given } as never));
    const page = world.pages.find(id);
    if (!page?.open) return null;
    const account = world.accounts.get(page.account ?? '');
    const open = openAnswers[method];
    if (open) return attempt(() => open({ world, linking, page, given }));
    const answer = allAnswers[method];
    if (!answer) return { ok: false, text: `the stand-in has no answer to ${method}` };
    if (!account) return { ok: false, status: 401, text: 'not linked' };
    return attempt(() => answer({ world, linking, page, account, given }));
  }

  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://standin');
    const media = request.method === 'GET' && url.pathname.startsWith('/media/');
    const route = media ? async () => sendMedia(world, url.pathname, response) : routes[`${request.method} ${url.pathname}`];
    if (route) route(request, response, url).catch((error: unknown) => response.writeHead(400).end(String(error)));
    else response.writeHead(404).end();
  });
}

async function attempt(deed: () => unknown): Promise<object> {
  try {
    return { ok: true, value: (await deed()) ?? null };
  } catch (error) {
    return {
      ok: false,
      status: error instanceof Refusal ? error.status : undefined,
      text: error instanceof Error ? error.message : String(error),
    };
  }
}

function sendMedia(world: World, path: string, response: ServerResponse): void {
  const bytes = world.faults.mediaGone ? undefined : world.media.get(path);
  response.writeHead(bytes ? 200 : 404, { 'access-control-allow-origin': '*', 'content-type': 'application/octet-stream' }).end(bytes);
}

function reply(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'application/json' }).end(JSON.stringify(value, asText));
}

/** Files travel as base64, maps and sets as lists. */
function asText(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Record<string, unknown>)[key];
  if (Buffer.isBuffer(own)) return own.toString('base64');
  return own instanceof Map || own instanceof Set ? [...own] : value;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > CALL_MAX_BYTES) throw new Error('too much');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
