import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The newest seal, known outside of the database: what was cut off the end of the log shows by it. */
export type Anchor = { seal: number; mac: string };

const FILE_NAME = 'audit-seal';
const FORM = /^(\d{1,15})[ :]([\w-]{43})$/;

/** A seal as log, file and command line have it. */
export function anchorOf({ number, mac }: { number: number; mac: Buffer }): Anchor {
  return { seal: number, mac: mac.toString('base64url') };
}

/** `17:kD3…`, or null for anything else. */
export function parseAnchor(text: string): Anchor | null {
  const [, seal, mac] = FORM.exec(text.trim()) ?? [];
  return seal === undefined || mac === undefined ? null : { seal: Number(seal), mac };
}

/** Written aside and moved into place, so that a crash leaves the old or the new one. */
export async function writeAnchor(dataDir: string, { seal, mac }: Anchor): Promise<void> {
  const file = join(dataDir, FILE_NAME);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${seal}:${mac}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Null when no seal was made on this node yet. */
export async function readAnchor(dataDir: string): Promise<Anchor | null> {
  const text = await readFile(join(dataDir, FILE_NAME), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const anchor = parseAnchor(text);
  if (!anchor) throw new Error(`${join(dataDir, FILE_NAME)} does not hold a seal`);
  return anchor;
}
