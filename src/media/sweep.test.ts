import { readdir, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { blobKey } from '../platform/blobs/blobs.ts';
import { openDiskBlobs } from '../platform/blobs/disk.ts';
import { openApi } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { holdMedia, releaseMedia } from './media.ts';
import type { Storage } from './storage.ts';
import { sweep } from './sweep.ts';
import { upload } from './testing/upload.ts';

const HOUR_MS = 3_600_000;

let server: TestServer;
let api: Awaited<ReturnType<Api['register']>>;
let storage: Storage;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  const root = join(server.dataDir, 'media');
  storage = { db: server.db, blobs: await openDiskBlobs({ root }), dataDir: server.dataDir, minFreeBytes: 0 };
});
afterAll(() => server?.stop());

const organizationId = () => api.owner.organization.id as string;
const send = async (text: string) =>
  (await upload(server, api.owner.accessToken, [{ bytes: text, name: 'a.txt', type: 'text/plain' }])).body.id;
const exists = async (id: string) => (await api.get(`/v1/media/${id}`)).status === 200;
const age = (sql: string) => server.db.inOrganization(organizationId(), (tx) => tx.execute(sql));

describe('the sweep', () => {
  it('takes away what is past its days, but nothing that a message waits with', async () => {
    const [old, needed, young] = [await send('old'), await send('needed'), await send('young')];
    await api.put('/v1/media/retention', { uploadedDays: 7, inboundDays: null });
    await age(`update media set created_at = now() - interval '8 days' where id in ('${old}', '${needed}')`);
    const message = uuidv7();
    await server.db.inOrganization(organizationId(), (tx) => holdMedia(tx, needed, message));
    expect((await api.delete(`/v1/media/${needed}`)).body.code).toBe('media.in_use');
    await sweep(storage, Date.now());
    expect([await exists(old), await exists(needed), await exists(young)]).toEqual([false, true, true]);
    await server.db.inOrganization(organizationId(), (tx) => releaseMedia(tx, message));
    await sweep(storage, Date.now());
    expect(await exists(needed)).toBe(false);
  });

  it('gives back the room of a file that was stored for a row which never came', async () => {
    const id = await send('nobody came');
    await age(`delete from media where id = '${id}'`);
    const before = (await api.get('/v1/media/usage')).body.files;
    await sweep(storage, Date.now());
    expect((await api.get('/v1/media/usage')).body.files).toBe(before);
    await age(
      `update media_files set created_at = now() - interval '2 hours' where not exists (select from media where file_id = media_files.id)`,
    );
    await sweep(storage, Date.now());
    expect((await api.get('/v1/media/usage')).body.files).toBe(before - 1);
  });

  it('removes bytes without a row, unless they are just being written', async () => {
    const kept = await send('kept');
    const key = blobKey(organizationId(), uuidv7());
    const path = join(server.dataDir, 'media', key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'half of something');
    await sweep(storage, Date.now());
    expect(await readdir(dirname(path))).toHaveLength(1);
    await sweep(storage, Date.now() + 2 * HOUR_MS);
    expect(await readdir(dirname(path))).toHaveLength(0);
    expect((await api.get(`/v1/media/${kept}/content`)).body).toBe('kept');
  });
});

describe('a virus scanner', () => {
  /** Speaks clamd's INSTREAM: refuses what holds the word virus, and does not answer when it is told to be deaf. */
  function startScanner(): Promise<Server> {
    const scanner = createServer((socket) => {
      let seen = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        seen = Buffer.concat([seen, chunk]);
        if (!seen.subarray(-4).equals(Buffer.alloc(4))) return;
        const text = seen.toString('latin1');
        const answer = text.includes('virus')
          ? 'stream: Test-Virus FOUND\0'
          : text.includes('broken')
            ? 'INSTREAM size limit exceeded. ERROR\0'
            : 'stream: OK\0';
        socket.end(answer);
      });
    });
    return new Promise((resolve) => scanner.listen(0, '127.0.0.1', () => resolve(scanner)));
  }

  it('sees each file before it can be used, and stops it when it refuses, cannot judge or does not answer', async () => {
    const scanner = await startScanner();
    const { port } = scanner.address() as AddressInfo;
    const guarded = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', CLAMD_HOST: `127.0.0.1:${port}` } });
    try {
      const { owner } = await openApi(guarded).register();
      const attempt = async (bytes: string) => {
        const { status, body } = await upload(guarded, owner.accessToken, [{ bytes, name: 'a.txt', type: 'text/plain' }]);
        return [status, body.code];
      };
      expect(await attempt('x'.repeat(300_000))).toEqual([201, undefined]);
      expect(await attempt('a virus')).toEqual([422, 'media.infected']);
      expect(await attempt('a broken one')).toEqual([503, 'media.scanner_unavailable']);
      await new Promise((resolve) => scanner.close(resolve));
      expect(await attempt('nobody looks')).toEqual([503, 'media.scanner_unavailable']);
    } finally {
      await guarded.stop();
    }
  });
});
