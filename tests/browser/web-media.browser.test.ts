import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { upload } from '../../src/media/testing/upload.ts';
import { openApi, until } from '../../src/platform/testing/api.ts';
import type { Api } from '../../src/platform/testing/api.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';
import { BROWSER_ARGS, startStandin } from '../standin/standin.ts';
import type { Standin } from '../standin/standin.ts';

jest.setTimeout(180_000);

const SHOP = '+15550001000';
const ANN = '+15551230001';
const LINKED_WITHIN_MS = 90_000;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The least that passes for an Opus recording in Ogg. */
const ogg = Buffer.concat([
  Buffer.from('OggS\0\x02'),
  Buffer.alloc(22),
  Buffer.from('\x01\x13OpusHead\x01\x01', 'latin1'),
  randomBytes(600),
]);
const picture = await sharp({ create: { width: 320, height: 200, channels: 3, background: '#2b6cb0' } })
  .jpeg()
  .toBuffer();
const sticker = await sharp(picture).resize(512, 512, { fit: 'contain' }).webp().toBuffer();
const FILES: [type: string, name: string, mimeType: string, bytes: Buffer][] = [
  ['image', 'shelf.jpg', 'image/jpeg', picture],
  ['voice', 'note.ogg', 'audio/ogg', ogg],
  ['document', 'list.txt', 'text/plain', Buffer.from('eggs\nmilk\n')],
  ['sticker', 'face.webp', 'image/webp', sticker],
];

describe.each(['before', 'today'] as const)('files through WhatsApp Web as it was %s', (dialect) => {
  let standin: Standin;
  let server: TestServer;
  let api: Awaited<ReturnType<Api['register']>>;
  let clientId: string;
  beforeAll(async () => {
    standin = await startStandin({ dialect });
    const env = { WA_WEB_VERSION: standin.version, WA_WEB_VERSION_DIR: standin.versionDir, CHROMIUM_ARGS: BROWSER_ARGS.join(' ') };
    server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', ...env } });
    api = await openApi(server).register();
    clientId = (await api.post('/v1/clients', { name: 'Shop', channel: 'web' })).body.id;
    await api.post(`/v1/clients/${clientId}/start`);
    const is = (state: string) => until(async () => (await api.get(`/v1/clients/${clientId}`)).body.state === state, LINKED_WITHIN_MS);
    await is('awaiting_scan');
    standin.scan((await api.get(`/v1/clients/${clientId}/qr`)).body.qr, { phone: SHOP, name: 'Shop' });
    await is('ready');
    await api.put(`/v1/clients/${clientId}/safety`, { enabled: false });
  });
  afterAll(async () => {
    await server?.stop();
    await standin?.close();
  });

  it.each(FILES)('sends a file as %s with the very bytes that were uploaded', async (type, name, mimeType, bytes) => {
    const mediaId = (await upload(server, api.owner.accessToken, [{ bytes, name, type: mimeType }])).body.id;
    const { body } = await api.post('/v1/messages', { clientId, to: ANN, type, [type]: { mediaId } });
    await until(async () => ['sent', 'delivered', 'read'].includes((await api.get(`/v1/messages/${body.id}`)).body.status), 60_000);
    const copies = standin.sent(SHOP).filter(({ file }) => file && sha256(file as Buffer) === sha256(bytes));
    expect(copies).toHaveLength(1);
  });

  it.each(FILES)('receives a file as %s with the very bytes that were sent', async (type, name, mimeType, bytes) => {
    const from = `+1555123${String(7000 + FILES.findIndex(([each]) => each === type))}`;
    standin.receive(SHOP, { from, type: type === 'voice' ? 'ptt' : type, file: { bytes, mimetype: mimeType, filename: name } });
    const find = async () =>
      (await api.get(`/v1/messages?clientId=${clientId}&direction=inbound`)).body.data.find((each: { from: string }) => each.from === from);
    await until(async () => (await find())?.[type]?.status === 'ready', 60_000);
    const { mediaId } = (await find())[type];
    const answer = await fetch(`${server.url}/v1/media/${mediaId}/content`, {
      headers: { Authorization: `Bearer ${api.owner.accessToken}` },
    });
    expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(sha256(bytes));
  });
});
