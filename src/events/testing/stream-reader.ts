import { until } from '../../platform/testing/api.ts';

export type SeenEvent = {
  id: string;
  event: string;
  data: { id: string; type: string; data: Record<string, unknown> } & Record<string, unknown>;
};
export type StreamReader = {
  status: number;
  headers: Headers;
  seen: SeenEvent[];
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  sees(holds: (seen: SeenEvent[]) => boolean, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
};

type Opening = { url: string; token: string; query?: string; lastEventId?: string };

/** Reads a live stream as a program would, by fetch. */
export async function readStream({ url, token, query = '', lastEventId }: Opening): Promise<StreamReader> {
  const leaving = new AbortController();
  const answer = await fetch(`${url}/v1/events${query}`, {
    headers: {
      Accept: 'text/event-stream',
      Authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
    },
    signal: leaving.signal,
  });
  const seen: SeenEvent[] = [];
  const ended = answer.ok ? readFrames(answer, seen) : Promise.resolve();
  return {
    status: answer.status,
    headers: answer.headers,
    seen,
    ended,
    sees: (holds, timeoutMs) => until(() => holds(seen), timeoutMs),
    async close() {
      leaving.abort();
      await ended;
    },
  };
}

async function readFrames(answer: Response, seen: SeenEvent[]): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const frame = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
        const id = field('id');
        if (id !== undefined)
          seen.push({ id, event: field('event') ?? '', data: JSON.parse(field('data') ?? 'null') as SeenEvent['data'] });
      }
    }
  } catch {
    // Left or cut off.
  }
}
