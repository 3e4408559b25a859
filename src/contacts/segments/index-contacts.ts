import type { Db, Tx } from '../../platform/db/db.ts';
import type { InOrganization } from '../../platform/jobs/jobs.ts';
import { CHUNK_SIZE, chunkFromText, chunkToHex, emptyChunk, setBit } from './bits.ts';
import { listBitmaps, listIndexed, listStaleChunks, markIndexed, tryLockChunk, writeBitmaps } from './segments.sql.ts';
import { termsOf } from './terms.ts';
import type { Indexed } from './terms.ts';

const MOST_CHUNKS_A_RUN = 2_000;
// So many are read and matched in some 20 ms, each time a segment is counted.
const CHANGES_LEFT = 1_000;

/** Builds the bitmaps where much has changed, of all organisations; the rest is looked at one by one. */
export async function indexContacts(db: Db, left = CHANGES_LEFT): Promise<void> {
  const stale = await db.asSystem('changed contacts', (tx) => listStaleChunks(tx, MOST_CHUNKS_A_RUN, left), { single: true });
  for (const { organizationId, chunk } of stale) await db.inOrganization(organizationId, (tx) => buildChunk(tx, chunk));
}

const CHUNKS_A_TIME = 100;

/** The same for one organisation that has just changed much. */
export async function buildStaleChunks(inOrganization: InOrganization, signal: AbortSignal): Promise<void> {
  for (;;) {
    const stale = await inOrganization((tx) => listStaleChunks(tx, CHUNKS_A_TIME, CHANGES_LEFT));
    for (const { chunk } of stale) {
      signal.throwIfAborted();
      await inOrganization((tx) => buildChunk(tx, chunk));
    }
    if (stale.length < CHUNKS_A_TIME) return;
  }
}

/** Builds the bitmaps of 1,024 numbers anew from their contacts, so nothing in them can drift; nothing when they are or are being built. */
export async function buildChunk(tx: Tx, chunk: number): Promise<void> {
  const [from, to] = [chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE];
  if (!(await tryLockChunk(tx, chunk)) || (await markIndexed(tx, from, to)) === 0) return;
  const known = new Map((await listBitmaps(tx, chunk)).map(({ term, bits }) => [term, chunkToHex(chunkFromText(bits))]));
  const built = bitmapsOf(await listIndexed(tx, from, to));
  const changed = [...built].filter(([term, hex]) => known.get(term) !== hex).map(([term, hex]) => ({ term, hex }));
  await writeBitmaps(tx, chunk, { changed, gone: [...known.keys()].filter((term) => !built.has(term)) });
}

function bitmapsOf(contacts: readonly Indexed[]): Map<string, string> {
  const bitmaps = new Map<string, Uint32Array>();
  for (const contact of contacts) {
    for (const term of termsOf(contact)) {
      let words = bitmaps.get(term);
      if (!words) bitmaps.set(term, (words = emptyChunk()));
      setBit(words, contact.number);
    }
  }
  return new Map([...bitmaps].map(([term, words]) => [term, chunkToHex(words)]));
}
