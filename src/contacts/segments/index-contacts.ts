import type { Db, Tx } from '../../platform/db/db.ts';
import type { InOrganization } from '../../platform/jobs/jobs.ts';
import { CHUNK_SIZE, chunkToHex, emptyChunk, setBit } from './bits.ts';
import { listIndexed, listStaleChunks, tryLockChunk, markIndexed, replaceBitmaps } from './segments.sql.ts';
import { termsOf } from './terms.ts';

const MOST_CHUNKS_A_RUN = 2_000;

/** Builds the bitmaps of what changed, of all organisations; what it does not get to is looked at one by one until it does. */
export async function indexContacts(db: Db): Promise<void> {
  const stale = await db.asSystem('changed contacts', (tx) => listStaleChunks(tx, MOST_CHUNKS_A_RUN), { single: true });
  for (const { organizationId, chunk } of stale) await db.inOrganization(organizationId, (tx) => buildChunk(tx, chunk));
}

const CHUNKS_A_TIME = 100;

/** The same for one organisation that has just changed much. */
export async function buildStaleChunks(inOrganization: InOrganization, signal: AbortSignal): Promise<void> {
  for (;;) {
    const stale = await inOrganization((tx) => listStaleChunks(tx, CHUNKS_A_TIME));
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
  const bitmaps = new Map<string, Uint32Array>();
  for (const contact of await listIndexed(tx, from, to)) {
    for (const term of termsOf(contact)) {
      let words = bitmaps.get(term);
      if (!words) bitmaps.set(term, (words = emptyChunk()));
      setBit(words, contact.number);
    }
  }
  await replaceBitmaps(tx, { chunk, terms: [...bitmaps.keys()], hex: [...bitmaps.values()].map(chunkToHex) });
}
