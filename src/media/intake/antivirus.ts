import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { unavailable, unprocessable } from '../../platform/http/errors.ts';

const TIMEOUT_MS = 60_000;
const CHUNK_BYTES = 64 * 1024;
const DEFAULT_PORT = 3310;
const ANSWER_BYTES = 4_096;

export type Scan = (path: string) => Promise<void>;

/** Asks clamd about a file; null when none is set up. A scanner that does not answer stops the file as well. */
export function createScan(clamdHost: string | undefined): Scan | null {
  if (!clamdHost) return null;
  const { hostname, port } = new URL(`tcp://${clamdHost}`);
  return async (path) => {
    const answer = await ask({ host: hostname, port: Number(port || DEFAULT_PORT) }, path).catch((error: unknown) => {
      throw unavailable('media.scanner_unavailable', 'The virus scanner does not answer; try again.', 30, error);
    });
    if (/ FOUND\b/.test(answer)) throw unprocessable([{ path: 'file', message: 'The virus scanner refused this file.' }], 'media.infected');
    if (!/ OK\b/.test(answer))
      throw unavailable('media.scanner_unavailable', 'The virus scanner could not judge this file; try again.', 30);
  };
}

/** clamd's INSTREAM: each piece after its length, an empty one at the end, then one line back. */
async function ask(address: { host: string; port: number }, path: string): Promise<string> {
  const socket = connect(address);
  const deadline = setTimeout(() => socket.destroy(new Error('It took too long')), TIMEOUT_MS);
  try {
    const answered = readAnswer(socket);
    // Whoever is refused half-way through the file closes; the reason is in the answer.
    await Promise.race([answered, sendFile(socket, path)]);
    return await answered;
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

async function sendFile(socket: Socket, path: string): Promise<void> {
  socket.write('zINSTREAM\0');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  socket.write(Buffer.alloc(4));
}

async function readAnswer(socket: Socket): Promise<string> {
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    answer += chunk.toString('utf8');
    if (answer.includes('\0') || answer.length > ANSWER_BYTES) break;
  }
  return answer;
}
