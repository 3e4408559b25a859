import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { errorCode } from './errors.ts';

const MAX_LOG_BYTES = 8 * 1024 * 1024;
const MAX_TAIL_BYTES = 16 * 1024;

export async function logSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** The last of what the server wrote since the offset. */
export async function readLogSince(path: string, offset: number): Promise<string> {
  const size = await logSize(path);
  if (size <= offset) return '';
  const from = Math.max(offset, size - MAX_TAIL_BYTES);
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead).toString();
  } finally {
    await file.close();
  }
}

/** Keeps one old log; the server goes on appending to the emptied file. */
export async function trimLog(path: string): Promise<void> {
  if ((await logSize(path)) < MAX_LOG_BYTES) return;
  await copyFile(path, `${path}.1`);
  await truncate(path);
}
