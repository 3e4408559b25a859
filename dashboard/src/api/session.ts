import { apiErrorOf, ApiError, networkError } from './api-error.ts';

type Fetch = (request: Request) => Promise<Response>;
type OneAtATime = (work: () => Promise<void>) => Promise<void>;

export type Session = {
  /** Sends a request with the access token, renewing it once when the server calls it expired. */
  send: Fetch;
  /** Gets an access token from the refresh cookie; throws when nobody is signed in. */
  refresh(): Promise<void>;
  begin(accessToken: string): void;
  end(): void;
  isOpen(): boolean;
  /** Hears when the session is over; `lost` when nobody here asked for it. */
  onEnd(listener: (lost: boolean) => void): () => void;
};

const credentialPaths = /^\/v1\/auth\/(login|refresh|register|forgot|reset|setup)$/;

/** Keeps the access token in memory only: a script that reads storage finds nothing, and a reload asks the HttpOnly cookie again. */
export function createSession(fetch: Fetch, origin: string, oneAtATime: OneAtATime = (work) => work()): Session {
  let token: string | null = null;
  let refreshing: Promise<void> | null = null;
  const endListeners = new Set<(lost: boolean) => void>();

  async function send(request: Request): Promise<Response> {
    const sentWith = token;
    const again = request.clone();
    const response = await attempt(fetch, dressed(request, token));
    if (response.status !== 401 || sentWith === null || credentialPaths.test(new URL(request.url).pathname)) return response;
    if (token === sentWith && !(await renewed())) return response;
    return attempt(fetch, dressed(again, token));
  }

  async function renewed(): Promise<boolean> {
    try {
      await refresh();
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) finish(true);
      return false;
    }
  }

  function refresh(): Promise<void> {
    refreshing ??= oneAtATime(askForToken).finally(() => (refreshing = null));
    return refreshing;
  }

  async function askForToken(): Promise<void> {
    const response = await attempt(fetch, dressed(new Request(new URL('/v1/auth/refresh', origin), { method: 'POST' }), null));
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok || !hasToken(body)) throw apiErrorOf(response, body);
    token = body.accessToken;
  }

  function finish(lost: boolean): void {
    token = null;
    for (const listener of endListeners) listener(lost);
  }

  return {
    send,
    refresh,
    end: () => finish(false),
    begin: (accessToken) => (token = accessToken),
    isOpen: () => token !== null,
    onEnd: (listener) => {
      endListeners.add(listener);
      return () => endListeners.delete(listener);
    },
  };
}

function dressed(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  if (request.method !== 'GET') request.headers.set('x-waxwing-csrf', '1');
  return request;
}

async function attempt(fetch: Fetch, request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    throw networkError(error);
  }
}

function hasToken(body: unknown): body is { accessToken: string } {
  return typeof body === 'object' && body !== null && 'accessToken' in body && typeof body.accessToken === 'string';
}
