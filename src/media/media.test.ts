import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { upload } from './testing/upload.ts';

let server: TestServer;
let api: Awaited<ReturnType<Api['register']>>;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', MEDIA_QUOTA_FREE_MB: '8' } });
  api = await openApi(server).register();
  token = api.owner.accessToken;
});
afterAll(() => server?.stop());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const png = (side = 40) =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#2f855a' } })
    .png()
    .toBuffer();
const send = (bytes: Buffer | string, name: string, type: string, fields = {}) => upload(server, token, [{ bytes, name, type }], fields);

async function content(id: string, headers: Record<string, string> = {}, path = 'content') {
  const answer = await fetch(`${server.url}/v1/media/${id}/${path}`, { headers: { Authorization: `Bearer ${token}`, ...headers } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

const filesOnDisk = async (): Promise<string[]> => {
  const found = await readdir(join(server.dataDir, 'media'), { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map(({ name }) => name);
};

describe('a file', () => {
  it('is stored byte for byte, listed, shown and served', async () => {
    const bytes = await png();
    const { status, body } = await send(bytes, 'green.png', 'image/png');
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        kind: 'image',
        mimeType: 'image/png',
        sizeBytes: bytes.length,
        sha256: sha256(bytes),
        fileName: 'green.png',
      }),
    ]);
    expect(body).toMatchObject({ width: 40, height: 40, hasThumbnail: true, direction: 'uploaded', clientId: null });
    expect((await api.get(`/v1/media/${body.id}`)).body).toEqual(body);
    expect((await api.get('/v1/media?kind=image&limit=1')).body.data[0]).toEqual(body);
    const served = await content(body.id);
    expect(served.bytes.equals(bytes)).toBe(true);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      etag: `"${sha256(bytes)}"`,
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringContaining('inline; filename="green.png"'),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const small = await content(body.id, {}, 'thumbnail');
    expect((await sharp(small.bytes).metadata()).format).toBe('webp');
  });

  it('comes as the bare body too, with its name in Content-Disposition', async () => {
    const bytes = await png(17);
    const answer = await fetch(`${server.url}/v1/media`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'image/png',
        'Content-Disposition': "attachment; filename*=UTF-8''gr%C3%BCn.png",
      },
      body: new Uint8Array(bytes),
    });
    expect([answer.status, await answer.json()]).toEqual([201, expect.objectContaining({ fileName: 'grün.png', sha256: sha256(bytes) })]);
  });

  it('comes with others in one request', async () => {
    const { status, body } = await upload(server, token, [
      { bytes: 'one', name: 'one.txt', type: 'text/plain' },
      { bytes: 'two', name: 'two.txt', type: 'text/plain' },
    ]);
    expect(status).toBe(201);
    expect(body.data.map((each: { fileName: string }) => each.fileName)).toEqual(['one.txt', 'two.txt']);
  });

  it('is served in parts, and not again to those who have it', async () => {
    const bytes = Buffer.from('0123456789');
    const { body } = await send(bytes, 'digits.txt', 'text/plain');
    const part = async (range: string) => {
      const { status, headers, bytes: got } = await content(body.id, { Range: range });
      return [status, headers.get('content-range'), got.toString()];
    };
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=0-99')).toEqual([206, 'bytes 0-9/10', '0123456789']);
    expect(await part('bytes=4-2')).toEqual([200, null, '0123456789']);
    expect(await part('bytes=0-1,3-4')).toEqual([200, null, '0123456789']);
    expect((await part('bytes=10-')).slice(0, 2)).toEqual([416, 'bytes */10']);
    expect((await part('bytes=-0')).slice(0, 2)).toEqual([416, 'bytes */10']);
    expect((await content(body.id, { 'If-None-Match': `"${sha256(bytes)}"` })).status).toBe(304);
    expect((await content(body.id, { Range: 'bytes=2-4', 'If-Range': '"other"' })).status).toBe(200);
    const head = await fetch(`${server.url}/v1/media/${body.id}/content`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
  });

  it('is stored and counted once, however often it comes, and goes with the last one that names it', async () => {
    const other = await openApi(server).register();
    const bytes = randomBytes(100_000);
    const before = await filesOnDisk();
    const made = [];
    for (let time = 0; time < 3; time += 1)
      made.push((await upload(server, other.owner.accessToken, [{ bytes, name: 'x.bin', type: 'application/octet-stream' }])).body.id);
    expect(new Set(made).size).toBe(3);
    expect((await filesOnDisk()).length).toBe(before.length + 1);
    expect((await other.get('/v1/media/usage')).body).toMatchObject({ sizeBytes: 100_000, files: 1, quotaBytes: 8 * 1024 * 1024 });
    for (const id of made) expect((await other.delete(`/v1/media/${id}`)).status).toBe(204);
    expect((await other.get('/v1/media/usage')).body).toMatchObject({ sizeBytes: 0, files: 0 });
    await until(async () => (await filesOnDisk()).length === before.length);
  });

  it('is refused once the room is used up, and leaves nothing', async () => {
    const other = await openApi(server).register();
    const before = await filesOnDisk();
    const attempt = (size: number) => upload(server, other.owner.accessToken, [{ bytes: randomBytes(size), name: 'x', type: '' }]);
    expect((await attempt(6_000_000)).status).toBe(201);
    const refused = await attempt(6_000_000);
    expect([refused.status, refused.body.code]).toEqual([413, 'media.quota_exceeded']);
    expect((await other.get('/v1/media/usage')).body).toMatchObject({ sizeBytes: 6_000_000, files: 1 });
    expect((await filesOnDisk()).length).toBe(before.length + 1);
  });

  it('of others cannot be seen, fetched or deleted', async () => {
    const { body } = await send('ours', 'ours.txt', 'text/plain');
    const other = await openApi(server).register();
    for (const path of ['', '/content', '/thumbnail', '/link']) expect((await other.get(`/v1/media/${body.id}${path}`)).status).toBe(404);
    expect((await other.delete(`/v1/media/${body.id}`)).status).toBe(404);
  });

  it('is shown by a link without a credential, until it is changed or over', async () => {
    const { body } = await send('shared', 'shared.txt', 'text/plain');
    const { body: link } = await api.get(`/v1/media/${body.id}/link`);
    const { pathname, search } = new URL(link.url);
    const open = async (path: string) => (await fetch(server.url + path)).status;
    expect(await (await fetch(server.url + pathname + search)).text()).toBe('shared');
    expect(await open(`${pathname}${search.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) + 1}`)}`)).toBe(404);
    const another = (await send('another', 'another.txt', 'text/plain')).body.id;
    expect(await open(`${pathname.replace(body.id, another)}${search}`)).toBe(404);
    expect(await open(`/v1/media/${body.id}/shared`)).toBe(422);
  });
});

describe('a picture', () => {
  it('with a place in it loses that and is turned upright', async () => {
    const source = sharp({ create: { width: 60, height: 30, channels: 3, background: '#c53030' } });
    const bytes = await source
      .withExif({ IFD0: { Make: 'Spycam' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { body } = await send(bytes, 'photo.jpg', 'image/jpeg');
    const served = await content(body.id);
    const seen = await sharp(served.bytes).metadata();
    expect([seen.width, seen.height, seen.exif, seen.orientation]).toEqual([30, 60, undefined, undefined]);
    expect(body).toMatchObject({ width: 30, height: 60, sizeBytes: served.bytes.length, sha256: sha256(served.bytes) });
    expect(served.bytes.includes('Spycam')).toBe(false);
  });

  it('that is too large is made to fit', async () => {
    const noise = randomBytes(2000 * 1500 * 3);
    const bytes = await sharp(noise, { raw: { width: 2000, height: 1500, channels: 3 } })
      .png()
      .toBuffer();
    const { status, body } = await send(bytes, 'noise.png', 'image/png');
    expect([bytes.length > 5 * 1024 * 1024, status, body.mimeType, body.sizeBytes <= 5 * 1024 * 1024]).toEqual([
      true,
      201,
      'image/jpeg',
      true,
    ]);
  });

  it('becomes a sticker of the right size when asked', async () => {
    const { body } = await send(await png(300), 'face.png', 'image/png', { kind: 'sticker' });
    expect(body).toMatchObject({ kind: 'sticker', mimeType: 'image/webp', width: 512, height: 512, animated: false });
    expect(body.sizeBytes).toBeLessThanOrEqual(100 * 1024);
  });

  it('that moves becomes a sticker that moves', async () => {
    const frames = await Promise.all(
      ['#c53030', '#2b6cb0', '#2f855a'].map((background) =>
        sharp({ create: { width: 90, height: 90, channels: 4, background } })
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100, 100] })
      .toBuffer();
    const { status, body } = await send(gif, 'moves.gif', 'image/gif', { kind: 'sticker' });
    expect([status, body]).toEqual([201, expect.objectContaining({ mimeType: 'image/webp', animated: true, width: 512, height: 512 })]);
    expect((await sharp((await content(body.id)).bytes).metadata()).pages).toBe(3);
  });
});

describe('days of keeping', () => {
  it('are said for both directions and audited', async () => {
    const other = await openApi(server).register();
    expect((await other.get('/v1/media/retention')).body).toEqual({ uploadedDays: null, inboundDays: null });
    expect((await other.put('/v1/media/retention', { uploadedDays: 30, inboundDays: null })).body).toEqual({
      uploadedDays: 30,
      inboundDays: null,
    });
    expect((await other.put('/v1/media/retention', { uploadedDays: 0, inboundDays: null })).status).toBe(422);
    expect((await other.get('/v1/audit-logs?action=media.retention')).body.data).toHaveLength(1);
  });
});
