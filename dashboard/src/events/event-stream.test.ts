import { describe, expect, it } from '@jest/globals';
import { createEventStream } from './event-stream.ts';
import { createFrameReader } from './frames.ts';

const frame = (id: string) => `id: ${id}\nevent: sample.x\ndata: {"id":"${id}","type":"sample.x"}\n\n`;

type Connection = { lastEventId: string | null; say(text: string): void; end(): void };

/** A server that a test speaks for; connections fail while `refuses` is set. */
function rig() {
  const connections: Connection[] = [];
  const pauses: number[] = [];
  const server = { refuses: false };
  const stream = createEventStream({
    url: 'http://server/v1/events',
    random: () => 1,
    pause: async (ms) => {
      pauses.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    silenceMs: 50,
    send: async (request) => {
      if (server.refuses) return new Response(null, { status: 503 });
      let control: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>({ start: (given) => void (control = given) });
      request.signal.addEventListener('abort', () => control?.error(new Error('left')));
      connections.push({
        lastEventId: request.headers.get('last-event-id'),
        say: (text) => control?.enqueue(new TextEncoder().encode(text)),
        end: () => control?.close(),
      });
      return new Response(body);
    },
  });
  const seen: string[] = [];
  stream.subscribe(({ id }) => seen.push(id));
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { stream, connections, pauses, server, seen, until };
}

describe('the stream of a tab', () => {
  it('tells what comes, and goes on after the last event when it is cut', async () => {
    const { stream, connections, seen, until } = rig();
    stream.start();
    await until(() => connections.length === 1);
    connections[0]?.say(`retry: 2000\n\n${frame('a')}${frame('b').slice(0, 20)}`);
    connections[0]?.say(frame('b').slice(20));
    await until(() => seen.length === 2);
    connections[0]?.end();
    await until(() => connections.length === 2);
    connections[1]?.say(frame('c'));
    await until(() => seen.length === 3);
    expect([seen, connections.map(({ lastEventId }) => lastEventId)]).toEqual([
      ['a', 'b', 'c'],
      [null, 'b'],
    ]);
    stream.stop();
  });

  it('waits longer each time that it is refused, and begins anew once it was open', async () => {
    const { stream, connections, pauses, server, until } = rig();
    server.refuses = true;
    const states: string[] = [];
    stream.onState((state) => states.push(state));
    stream.start();
    await until(() => pauses.length === 7);
    server.refuses = false;
    await until(() => connections.length === 1);
    const before = pauses.length;
    connections[0]?.end();
    await until(() => pauses.length > before);
    stream.stop();
    expect(pauses.slice(0, 6)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(pauses[before]).toBe(1_000);
    expect(states).toContain('live');
  });

  it('takes a silent connection for dead', async () => {
    const { stream, connections, until } = rig();
    stream.start();
    await until(() => connections.length === 2);
    stream.stop();
    expect(stream.state()).toBe('waiting');
  });

  it('forgets where it was when it is stopped', async () => {
    const { stream, connections, seen, until } = rig();
    stream.start();
    await until(() => connections.length === 1);
    connections[0]?.say(frame('a'));
    await until(() => seen.length === 1);
    stream.stop();
    stream.start();
    await until(() => connections.length === 2);
    expect(connections[1]?.lastEventId).toBe(null);
    stream.stop();
  });
});

describe('frames', () => {
  it('are cut wherever the network cuts them, and comments are none', () => {
    const text = `: hello\n\n${frame('a')}: still here\n\n${frame('b')}`;
    for (const size of [1, 7, text.length]) {
      const read = createFrameReader();
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
      expect(pieces.flatMap(read).map(({ id }) => id)).toEqual(['a', 'b']);
    }
  });
});
