import { createFrameReader } from './frames.ts';
import type { LiveEvent } from './frames.ts';

export type StreamState = 'connecting' | 'live' | 'waiting';

export type EventStream = {
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Hears each change; `live` for the first time means that anything may have happened before. */
  onState: (listener: (state: StreamState) => void) => () => void;
  state: () => StreamState;
  start(): void;
  stop(): void;
};

type Options = {
  /** Sends with the access token of the session, renewed when it is over. */
  send: (request: Request) => Promise<Response>;
  url: string;
  random?: () => number;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  silenceMs?: number;
};

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** The server says something every 15 seconds: this long without a word, and the connection is dead. */
const longestSilenceMs = 40_000;

/** The one live stream of a tab: reads by fetch, goes on after the last event it saw, and tries again with growing pauses. */
export function createEventStream({
  send,
  url,
  random = Math.random,
  pause = pauseFor,
  silenceMs = longestSilenceMs,
}: Options): EventStream {
  const listeners = new Set<(event: LiveEvent) => void>();
  const watchers = new Set<(state: StreamState) => void>();
  let state: StreamState = 'waiting';
  let running: AbortController | null = null;
  let lastEventId: string | null = null;

  function become(next: StreamState): void {
    if (state === next) return;
    state = next;
    for (const watcher of watchers) watcher(next);
  }

  async function run(ending: AbortSignal): Promise<void> {
    for (let failures = 0; !ending.aborted;) {
      become('connecting');
      const wasLive = await readOnce(ending).catch(() => false);
      if (ending.aborted) return;
      become('waiting');
      failures = wasLive ? 0 : failures + 1;
      const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
      await pause(longest * (0.5 + random() / 2), ending);
    }
  }

  /** Resolves when the stream is over; whether it was open at all. */
  async function readOnce(ending: AbortSignal): Promise<boolean> {
    const connection = new AbortController();
    const end = () => connection.abort();
    ending.addEventListener('abort', end, { once: true });
    let silence: ReturnType<typeof setTimeout> | undefined;
    let isOpen = false;
    try {
      const headers = { accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }) };
      const response = await send(new Request(url, { headers, signal: connection.signal }));
      if (!response.ok || response.body === null) return false;
      isOpen = true;
      become('live');
      const readFrames = createFrameReader();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        silence = setTimeout(end, silenceMs);
        const { done, value } = await reader.read();
        clearTimeout(silence);
        if (done) return true;
        readFrames(value).forEach(tell);
      }
    } catch {
      return isOpen;
    } finally {
      clearTimeout(silence);
      ending.removeEventListener('abort', end);
      end();
    }
  }

  function tell(event: LiveEvent): void {
    lastEventId = event.id;
    for (const listener of listeners) listener(event);
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onState(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    state: () => state,
    start() {
      if (running) return;
      running = new AbortController();
      void run(running.signal);
    },
    stop() {
      running?.abort();
      running = null;
      // Whoever signs in next may be somebody else.
      lastEventId = null;
      become('waiting');
    },
  };
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
