import { dirname } from 'node:path';
import type { z } from 'zod';
import { recordAudit } from '../access/access.ts';
import type { OwnCall } from '../platform/http/route.ts';
import { check, withFolder } from './intake/intake.ts';
import type { Checks } from './intake/intake.ts';
import { nameFile, showMedia } from './library.ts';
import type { UploadBody, UploadOptions } from './media.schema.ts';
import { storeFile } from './storage.ts';
import type { Storage } from './storage.ts';

export type UploadDeps = { storage: Storage; checks: Checks; quotaOf: (plan: string) => number };

type Body = z.output<typeof UploadBody>;
type Query = z.output<typeof UploadOptions>;
/** A file whose bytes are stored and which nobody has named yet. */
export type StoredUpload = { fileId: string; fileName: string | null };

/** Before the transaction: finds out what the files are and stores their bytes. */
export async function takeFiles(
  deps: UploadDeps,
  { caller, body, query }: { caller: OwnCall['caller']; body: Body; query: Query },
): Promise<StoredUpload[]> {
  const stored: StoredUpload[] = [];
  const { kind = query.kind, fileName = query.fileName } = body.fields;
  for (const { path, name, claimedType } of body.files) {
    const fileId = await withFolder(dirname(path), async (folder) => {
      const checked = await check({ path, name, claimedType, kind }, folder, deps.checks);
      return storeFile(deps.storage, caller.organizationId, checked, deps.quotaOf(caller.plan));
    });
    stored.push({ fileId, fileName: shortened(fileName ?? name) });
  }
  return stored;
}

/** In the transaction: the files become the organisation's. One gives the object, several a list. */
export async function nameUploads({ tx, prepared, ...call }: OwnCall & { prepared: StoredUpload[] }) {
  const data = [];
  for (const file of prepared) {
    const media = await nameFile(tx, { ...file, direction: 'uploaded' });
    await recordAudit(tx, call, { action: 'media.upload', target: { type: 'media', id: media.id } });
    data.push(showMedia(media));
  }
  const [only] = data;
  return only && data.length === 1 ? only : { data };
}

const LONGEST_NAME = 255;

/** Paths that old browsers send along are no part of a name. */
function shortened(name: string): string | null {
  const last = (name.split(/[\\/]/).at(-1) ?? '').replaceAll('\0', '').trim();
  return last === '' ? null : Buffer.from(last.slice(0, LONGEST_NAME)).toString();
}
