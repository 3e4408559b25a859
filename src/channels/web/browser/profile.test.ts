import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepCopy, prepareProfile, profileFolder, restoreCopy } from './profile.ts';

let session: string;

beforeEach(async () => {
  session = await mkdtemp(join(tmpdir(), 'session-'));
});
afterEach(() => rm(session, { recursive: true, force: true }));

const LINK = 'Default/IndexedDB/https_web.whatsapp.com_0.indexeddb.leveldb/000003.log';

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(session, path)), { recursive: true });
  await writeFile(join(session, path), text);
}

const linked = (text: string) => write(`session/${LINK}`, text);
const link = () => readFile(join(profileFolder(session), LINK), 'utf8');

describe('copies of a link', () => {
  it('restores the newest, then the one before, then none', async () => {
    for (const text of ['first', 'second', 'third']) {
      await linked(text);
      await keepCopy(session);
    }
    await linked('corrupted');
    expect(await restoreCopy(session)).toBe(true);
    expect(await link()).toBe('third');
    expect(await restoreCopy(session)).toBe(true);
    expect(await link()).toBe('second');
    expect(await restoreCopy(session)).toBe(false);
    expect(await link()).toBe('second');
  });

  it('keeps only what a link is made of, for nobody else to read', async () => {
    await linked('link');
    await write('session/Default/Local Storage/leveldb/000003.log', 'keys');
    await write('session/Default/Cache/data', 'much');
    await keepCopy(session);
    expect(await readdir(join(session, 'copies', '1', 'Default'))).toEqual(['IndexedDB', 'Local Storage']);
    expect((await stat(join(session, 'copies'))).mode & 0o777).toBe(0o700);
  });

  it('copies nothing when there is no link', async () => {
    await mkdir(profileFolder(session));
    await keepCopy(session);
    expect(await restoreCopy(session)).toBe(false);
  });

  it('goes on with a restore that a crash has cut short, and forgets a copy that was half made', async () => {
    await write(`copy-to-restore/${LINK}`, 'chosen');
    await write(`copy-in-the-making/${LINK}`, 'half');
    await linked('corrupted');
    await prepareProfile(session);
    expect(await link()).toBe('chosen');
    expect((await readdir(session)).sort()).toEqual(['broken', 'session']);
  });
});

describe('the lock of a profile', () => {
  it('is removed when another host or a dead browser has left it', async () => {
    await linked('link');
    await symlink('another-host-4711', join(profileFolder(session), 'SingletonLock'));
    await symlink('/tmp/gone/SingletonSocket', join(profileFolder(session), 'SingletonSocket'));
    await prepareProfile(session);
    expect(await readdir(profileFolder(session))).toEqual(['Default']);
    expect(await link()).toBe('link');
  });
});
