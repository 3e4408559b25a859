import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** The root of every other secret. It is never used itself, only what is derived from it for one purpose. */
export type MasterKey = { id: string; deriveKey: (purpose: string) => Buffer };

/** The master keys this server knows: what is new is sealed with `current`, what is old opens with any of them. */
export type Keyring = { current: MasterKey; others: readonly MasterKey[]; find(id: string): MasterKey | null };

const KEY_TEXT = /^[\da-f]{64}$/i;
const FILE_NAME = 'master.key';

/** Reads TOKEN_MASTER_KEY: 64 hex digits, or while rotating a comma list of them with the newest first. */
export function parseMasterKeys(text: string): Keyring {
  const keys = text.split(',').map((part) => masterKey(part.trim()));
  const [current, ...others] = keys;
  if (current === undefined) throw new Error('there is no master key');
  return { current, others, find: (id) => keys.find((key) => key.id === id) ?? null };
}

/** The key text of an installation that was given none: made at the first start, kept in its data folder. */
export async function loadOrCreateMasterKey(dataDir: string): Promise<string> {
  const file = path.join(dataDir, FILE_NAME);
  const text = (await readText(file)) ?? (await createFile(file, randomBytes(32).toString('hex')));
  try {
    parseMasterKeys(text);
  } catch (error) {
    throw new Error(`${file} does not hold a master key; put it back from your backup`, { cause: error });
  }
  return text;
}

function masterKey(text: string): MasterKey {
  if (!KEY_TEXT.test(text)) throw new Error('a master key is 64 hexadecimal digits');
  const bytes = Buffer.from(text, 'hex');
  const deriveKey = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', bytes, '', `waxwing.${purpose}`, 32));
  return { id: createHash('sha256').update(deriveKey('key-id')).digest('hex').slice(0, 8), deriveKey };
}

async function readText(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written aside and linked into place: a crash leaves no half key, and of two starts at once both get the first one's. */
async function createFile(file: string, text: string): Promise<string> {
  const aside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeDurably(aside, text);
    await link(aside, file);
    await syncFolder(path.dirname(file));
    return text;
  } catch (error) {
    const existing = await readText(file);
    if (existing === null) throw error;
    return existing;
  } finally {
    await rm(aside, { force: true });
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
