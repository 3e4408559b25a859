import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadOrCreateMasterKey, parseMasterKeys } from './master-key.ts';

const OLD = '0'.repeat(63) + '1';
const NEW = '0'.repeat(63) + '2';

describe('the master key', () => {
  it('derives for each purpose its own key, always the same', () => {
    const { current } = parseMasterKeys(OLD);
    expect(current.deriveKey('node')).toHaveLength(32);
    expect(current.deriveKey('node')).toEqual(parseMasterKeys(OLD).current.deriveKey('node'));
    expect(current.deriveKey('node')).not.toEqual(current.deriveKey('audit'));
    expect(current.deriveKey('node')).not.toEqual(parseMasterKeys(NEW).current.deriveKey('node'));
  });

  it('has an id that is the same on every node and does not show the key', () => {
    expect(parseMasterKeys(OLD).current.id).toMatch(/^[\da-f]{8}$/);
    expect(parseMasterKeys(OLD).current.id).toBe(parseMasterKeys(OLD).current.id);
    expect(OLD).not.toContain(parseMasterKeys(OLD).current.id);
  });

  it('seals with the first of a list and still finds the others', () => {
    const old = parseMasterKeys(OLD).current;
    const both = parseMasterKeys(`${NEW}, ${OLD}`);
    expect(both.current.id).toBe(parseMasterKeys(NEW).current.id);
    expect(both.find(old.id)?.deriveKey('x')).toEqual(old.deriveKey('x'));
    expect(both.find('ffffffff')).toBeNull();
  });

  it.each(['', 'abc', OLD.slice(1), `${OLD}0`, 'g'.repeat(64), `${OLD},`])('refuses %j without repeating it', (text) => {
    expect(() => parseMasterKeys(text)).toThrow('a master key is 64 hexadecimal digits');
  });
});

describe('the master key file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'guard-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, readable by its owner only, with nothing left beside it', async () => {
    const dataDir = path.join(folder, 'data');
    const first = await loadOrCreateMasterKey(dataDir);
    expect(await loadOrCreateMasterKey(dataDir)).toBe(first);
    expect(await readdir(dataDir)).toEqual(['master.key']);
    expect((await stat(path.join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
    expect((await readFile(path.join(dataDir, 'master.key'), 'utf8')).trim()).toBe(first);
  });

  it('is the same for two that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => loadOrCreateMasterKey(folder)));
    expect(new Set(keys).size).toBe(1);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is never replaced when it is damaged', async () => {
    await writeFile(path.join(folder, 'master.key'), 'half');
    await expect(loadOrCreateMasterKey(folder)).rejects.toThrow('does not hold a master key');
    expect(await readFile(path.join(folder, 'master.key'), 'utf8')).toBe('half');
  });
});
