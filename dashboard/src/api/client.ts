import createClient from 'openapi-fetch';
import { apiErrorOf } from './api-error.ts';
import type { paths } from './api.generated.ts';
import { heardServerDate } from './server-clock.ts';
import { createSession } from './session.ts';

/** Who is signed in, in this tab. */
export const session = createSession(fetchAndListen, window.location.origin, oneTabAtATime);

/** The server's routes, typed from its /openapi.json. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: session.send });

/** The body of a successful answer; anything else is thrown as an ApiError. */
export async function answerOf<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw apiErrorOf(response, error);
  return data as Data;
}

async function fetchAndListen(request: Request): Promise<Response> {
  const response = await fetch(request);
  heardServerDate(response.headers.get('date'));
  return response;
}

/** Refresh tokens are single use: two tabs that renew at once would look like a stolen token, so they take turns. */
async function oneTabAtATime(work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work();
  await navigator.locks.request('waxwing-refresh', work);
}
