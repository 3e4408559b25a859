import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ChannelError } from '../../errors.ts';
import type { InPage } from '../page/in-page.ts';
import { forgetFile, takeFilePart } from '../page/send.ts';

// A part crosses as base64 in one message to the browser; larger ones only take more memory at once.
const PART_BYTES = 768 * 1_024;
const PART_WITHIN_MS = 30_000;

/** Hands a file over to the page, part by part, and gives back the name under which it waits there. */
export async function carryToPage(inPage: InPage, file: Readable): Promise<string> {
  const token = randomUUID();
  let held: Buffer[] = [];
  let heldBytes = 0;
  const carry = async () => {
    const part = Buffer.concat(held).toString('base64');
    held = [];
    heldBytes = 0;
    await inPage(takeFilePart, [token, part], { withinMs: PART_WITHIN_MS });
  };
  try {
    for await (const chunk of readable(file)) {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= PART_BYTES) await carry();
    }
    // An empty file is one, too.
    await carry();
    return token;
  } catch (error) {
    await inPage(forgetFile, [token]).catch(() => undefined);
    throw error;
  }
}

async function* readable(file: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of file) yield chunk as Buffer;
  } catch (cause) {
    throw new ChannelError('not_sent', 'media_missing', 'The file could not be read.', { cause });
  }
}
