import { useEffect } from 'react';
import { session } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';

const retryMs = 3_000;
const gatherMs = 150;

/** Renews what the server tells has changed, as it changes; without the stream the lists still ask by themselves. */
export function useLiveInbox(): void {
  useEffect(() => {
    const over = new AbortController();
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const renew = () => {
      gathering = undefined;
      void queryClient.invalidateQueries({ queryKey: ['conversations'] });
      void queryClient.invalidateQueries({ queryKey: ['conversation'] });
    };
    void listen(over.signal, () => (gathering ??= setTimeout(renew, gatherMs)));
    return () => {
      over.abort();
      clearTimeout(gathering);
    };
  }, []);
}

/** Fetched rather than an EventSource, which could send no credential but in its address. */
async function listen(signal: AbortSignal, onEvent: () => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const url = new URL('/v1/events?type=message.*,conversation.*', window.location.origin);
      const response = await session.send(new Request(url, { headers: { Accept: 'text/event-stream' }, signal }));
      if (response.ok && response.body) await readEvents(response.body, onEvent);
    } catch {
      // The connection went away; it is opened again.
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, onEvent: () => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as never).getReader() as ReadableStreamDefaultReader<string>;
  for (let part = await reader.read(); !part.done; part = await reader.read()) if (part.value.includes('data:')) onEvent();
}
