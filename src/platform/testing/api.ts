import { setTimeout as pause } from 'node:timers/promises';

// What tests read from an answer is checked by the expectations themselves.
type Loose = ReturnType<typeof JSON.parse>;
export type Answer = { status: number; headers: Headers; body: Loose };

export type Api = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string, body?: unknown): Promise<Answer>;
  /** The same server with another credential. */
  as(token: string): Api;
  /** Registers an organisation of its own and speaks for its owner from then on. */
  register(fields?: object): Promise<Api & { owner: Loose }>;
};

let people = 0;
export const TEST_PASSWORD = 'Zq7!unusual-Wing';

/** Speaks to a running server as a program would. */
export function openApi({ url }: { url: string }, token: string | null = null): Api {
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    get: (path, headers) => ask('GET', path, undefined, headers),
    post: (path, body, headers) => ask('POST', path, body, headers),
    put: (path, body) => ask('PUT', path, body),
    patch: (path, body) => ask('PATCH', path, body),
    delete: (path, body) => ask('DELETE', path, body),
    as: (other) => openApi({ url }, other),
    async register(fields = {}) {
      people += 1;
      const person = { organizationName: 'Acme', name: 'Ada', email: `ada-${people}-${Date.now()}@example.com`, password: TEST_PASSWORD };
      const { status, body } = await ask('POST', '/v1/auth/register', { ...person, ...fields });
      if (status !== 201) throw new Error(`Could not register: ${JSON.stringify(body)}`);
      return { ...openApi({ url }, body.accessToken), owner: body };
    },
  };
}

/** Waits until something holds that happens by itself; fails when it does not within the time. */
export async function until(holds: () => Promise<boolean> | boolean, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come about within ${timeoutMs} ms: ${holds.toString()}`);
    await pause(25);
  }
}
