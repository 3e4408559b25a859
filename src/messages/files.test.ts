import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { upload } from '../media/testing/upload.ts';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { talkOf } from './testing/talk.ts';
import type { Talk } from './testing/talk.ts';

const ANN = '+15551230001';

let server: TestServer;
let api: Awaited<ReturnType<Api['register']>>;
let talk: Talk;
let clientId: string;
let site: Server;
let picture: Buffer;
beforeAll(async () => {
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#2b6cb0' } })
    .png()
    .toBuffer();
  site = createServer((request, response) => {
    if (request.url === '/picture.png') response.setHeader('Content-Type', 'image/png').end(picture);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', () => resolve()));
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', OUTBOUND_ALLOW: '127.0.0.1' } });
  api = await openApi(server).register();
  talk = talkOf(api, server.db);
  clientId = await talk.linked();
});
afterAll(async () => {
  await new Promise((resolve) => site?.close(resolve));
  await server?.stop();
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const uploaded = async (bytes: Buffer | string, name: string, type: string, fields = {}): Promise<string> =>
  (await upload(server, api.owner.accessToken, [{ bytes, name, type }], fields)).body.id;
const send = (type: string, file: object, more: object = {}) =>
  api.post('/v1/messages', { clientId, to: ANN, type, [type]: file, ...more });
const address = (path: string) => `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`;

async function contentOf(mediaId: string): Promise<Buffer> {
  const answer = await fetch(`${server.url}/v1/media/${mediaId}/content`, {
    headers: { Authorization: `Bearer ${api.owner.accessToken}` },
  });
  return Buffer.from(await answer.arrayBuffer());
}

/** What stands in the chat with a number once something of that type came from it. */
async function heard(from: string, type: string, fits: (file: { status: string }) => boolean) {
  const find = async () =>
    (await talk.messages(clientId)).find((each: { from: string; type: string }) => each.from === from && each.type === type);
  await until(async () => fits((await find())?.[type] ?? { status: '' }));
  return find();
}

describe('a message with a file', () => {
  it('goes out with the very bytes that were uploaded, and needs the file until then', async () => {
    const mediaId = await uploaded(picture, 'blue.png', 'image/png');
    await api.post(`/v1/clients/${clientId}/pause`, {});
    const { status, body } = await send('image', { mediaId, caption: 'Look' });
    expect([status, body.image]).toEqual([
      202,
      {
        mediaId,
        caption: 'Look',
        status: 'ready',
        mimeType: 'image/png',
        sizeBytes: picture.length,
        sha256: sha256(picture),
        fileName: 'blue.png',
      },
    ]);
    expect((await api.delete(`/v1/media/${mediaId}`)).body.code).toBe('media.in_use');
    await api.post(`/v1/clients/${clientId}/resume`);
    await talk.reaches(body.id, 'delivered');
    const copy = (await talk.sent(clientId)).at(-1);
    expect(copy).toMatchObject({ type: 'image', image: { caption: 'Look', sha256: sha256(picture), sizeBytes: picture.length } });
    expect((await api.delete(`/v1/media/${mediaId}`)).status).toBe(204);
  });

  it('goes out as every kind that carries one', async () => {
    const sticker = await sharp(picture).resize(512, 512, { fit: 'contain' }).webp().toBuffer();
    const ogg = Buffer.concat([
      Buffer.from('OggS\0\x02'),
      Buffer.alloc(22),
      Buffer.from('\x01\x13OpusHead\x01\x01', 'latin1'),
      Buffer.alloc(60),
    ]);
    const kinds: [string, Buffer | string, string, string][] = [
      ['document', 'Dear all', 'letter.txt', 'text/plain'],
      ['sticker', sticker, 'face.webp', 'image/webp'],
      ['voice', ogg, 'note.ogg', 'audio/ogg'],
      ['audio', ogg, 'note.ogg', 'audio/ogg'],
    ];
    for (const [type, bytes, name, claimed] of kinds) {
      const { body } = await send(type, { mediaId: await uploaded(bytes, name, claimed) });
      await talk.reaches(body.id, 'delivered');
      expect((await talk.sent(clientId)).at(-1)).toMatchObject({ type, [type]: { sha256: sha256(Buffer.from(bytes)) } });
    }
  });

  it('is refused when there is no such file, or WhatsApp would not take it as that kind', async () => {
    const text = await uploaded('Dear all', 'letter.txt', 'text/plain');
    const other = await openApi(server).register();
    const theirs = (await upload(server, other.owner.accessToken, [{ bytes: picture, name: 'a.png', type: 'image/png' }])).body.id;
    expect((await send('image', { mediaId: theirs })).body).toMatchObject({ status: 422, code: 'media.not_found' });
    expect((await send('image', { mediaId: text })).body).toMatchObject({ status: 422, code: 'media.unfit_kind' });
    expect((await send('sticker', { mediaId: await uploaded(picture, 'a.png', 'image/png') })).body.code).toBe('media.unfit_kind');
    const asDocument = await uploaded(picture, 'a.png', 'image/png', { kind: 'document' });
    expect((await send('image', { mediaId: asDocument })).body.code).toBe('media.unfit_kind');
  });

  it('takes its file from an address', async () => {
    const { status, body } = await send('image', { url: address('/picture.png') });
    expect([status, body.image]).toEqual([
      202,
      expect.objectContaining({ sha256: sha256(picture), fileName: 'picture.png', status: 'ready' }),
    ]);
    await talk.reaches(body.id, 'delivered');
    expect((await send('image', { url: address('/missing.png') })).body).toMatchObject({ status: 422, code: 'media.fetch_failed' });
    expect((await send('image', { url: 'https://10.0.0.5/a.png' })).body).toMatchObject({ status: 422, code: 'outbound.private_address' });
    const batch = await api.post('/v1/messages/batch', {
      messages: ['/picture.png', '/missing.png', '/picture.png'].map((path) => ({
        clientId,
        to: ANN,
        type: 'image',
        image: { url: address(path) },
      })),
    });
    expect(batch.body.data.map((each: { error?: { code: string } }) => each.error?.code ?? 'queued')).toEqual([
      'queued',
      'media.fetch_failed',
      'queued',
    ]);
  });
});

describe('a file that comes in', () => {
  it('is told at once and fetched after, with the same bytes', async () => {
    const from = '+15551230077';
    const mediaId = await uploaded(picture, 'theirs.png', 'image/png');
    await talk.arrives(clientId, { from, type: 'image', image: { mediaId, caption: 'Hi' } });
    const message = await heard(from, 'image', ({ status }) => status === 'ready');
    expect(message.image).toMatchObject({ caption: 'Hi', mimeType: 'image/png', sizeBytes: picture.length, sha256: sha256(picture) });
    expect((await contentOf(message.image.mediaId)).equals(picture)).toBe(true);
    expect((await api.get(`/v1/media/${message.image.mediaId}`)).body).toMatchObject({
      direction: 'inbound',
      clientId,
      kind: 'image',
      width: 64,
    });
    const told = (await talk.told(clientId, 'message.%')).filter(({ data }) => data.message?.from === from);
    expect(told.map(({ type, data }) => [type, data.message.image.status])).toEqual([
      ['message.received', 'pending'],
      ['message.media_ready', 'ready'],
    ]);
  });

  it('that is damaged is kept as it is', async () => {
    const from = '+15551230078';
    const broken = picture.subarray(0, 60);
    const mediaId = await uploaded(Buffer.concat([broken, randomBytes(8)]), 'broken.bin', 'application/octet-stream', { kind: 'document' });
    await talk.arrives(clientId, { from, type: 'image', image: { mediaId } });
    const { image } = await heard(from, 'image', ({ status }) => status === 'ready');
    expect((await contentOf(image.mediaId)).subarray(0, 60).equals(broken)).toBe(true);
  });

  it('that is gone says why', async () => {
    const from = '+15551230079';
    await talk.arrives(clientId, { from, type: 'document', document: { mediaId: '01a1f9bd-0000-7000-8000-000000000000' } });
    const { document } = await heard(from, 'document', ({ status }) => status === 'failed');
    expect(document).toMatchObject({ status: 'failed', failure: 'not_available' });
    expect((await talk.told(clientId, 'message.media_failed')).length).toBe(1);
  });
});
