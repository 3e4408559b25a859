import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { openApi, until } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { upload } from './testing/upload.ts';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  token = (await openApi(server).register()).owner.accessToken;
});
afterAll(() => server?.stop());

const JPEG = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#805ad5' } })
  .jpeg()
  .toBuffer();
const PNG = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#805ad5' } })
  .png()
  .toBuffer();
const GIF = await sharp(PNG).gif().toBuffer();
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const HTML = '<!doctype html><script>alert(document.domain)</script>';
const XXE =
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&e;</text></svg>';
const ELF = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(200)]);
const MZ = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>');
const M3U = '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST';

/** A picture of a size that its few bytes never could hold: only the header says so. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(4);
    frame.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([frame, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    PNG.subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

async function zip(name: string, sizeBytes: number): Promise<Buffer> {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'), '[Content_Types].xml');
  archive.addBuffer(Buffer.alloc(sizeBytes), name);
  archive.end();
  return buffer(archive.outputStream as never);
}

type Outcome = { status: number; code?: string; kind?: string; mimeType?: string; way?: string };
type Case = [name: string, file: { bytes: Buffer | string; name: string; type: string; kind?: string }, outcome: Outcome];

const CASES: Case[] = [
  ['an empty file', { bytes: '', name: 'a.png', type: 'image/png' }, { status: 422, code: 'media.empty' }],
  ['HTML that calls itself a picture', { bytes: HTML, name: 'a.png', type: 'image/png' }, { status: 415, code: 'media.type_mismatch' }],
  [
    'a program that calls itself a picture',
    { bytes: ELF, name: 'a.jpg', type: 'image/jpeg' },
    { status: 415, code: 'media.type_mismatch' },
  ],
  [
    'a program that calls itself a document',
    { bytes: MZ, name: 'a.pdf', type: 'application/pdf' },
    { status: 415, code: 'media.type_mismatch' },
  ],
  ['a PNG that calls itself a JPEG', { bytes: PNG, name: 'a.jpg', type: 'image/jpeg' }, { status: 415, code: 'media.type_mismatch' }],
  [
    'a PDF under the name of a film',
    { bytes: PDF, name: 'a.mp4', type: 'application/octet-stream' },
    { status: 415, code: 'media.type_mismatch' },
  ],
  ['text that calls itself music', { bytes: 'la la la', name: 'a.mp3', type: 'audio/mpeg' }, { status: 415, code: 'media.type_mismatch' }],
  ['SVG with a script', { bytes: SVG, name: 'a.svg', type: 'image/svg+xml' }, { status: 415, code: 'media.type_mismatch' }],
  ['SVG under a plain name', { bytes: SVG, name: 'a', type: '' }, { status: 201, mimeType: 'application/octet-stream', way: 'attachment' }],
  [
    'SVG that opens other files',
    { bytes: XXE, name: 'a', type: '' },
    { status: 201, mimeType: 'application/octet-stream', way: 'attachment' },
  ],
  [
    'HTML as a document',
    { bytes: HTML, name: 'a.html', type: 'text/html' },
    { status: 201, mimeType: 'application/octet-stream', way: 'attachment' },
  ],
  [
    'HTML behind much text',
    { bytes: `${'a '.repeat(900)}${HTML}`, name: 'a.txt', type: 'text/plain' },
    { status: 201, mimeType: 'application/octet-stream', way: 'attachment' },
  ],
  ['plain text', { bytes: 'Grüße', name: 'a.txt', type: 'text/plain' }, { status: 201, mimeType: 'text/plain', way: 'attachment' }],
  [
    'text in another encoding',
    { bytes: Buffer.from('Gr\xfc\xdfe', 'latin1'), name: 'a.txt', type: 'text/plain' },
    { status: 201, mimeType: 'application/octet-stream', way: 'attachment' },
  ],
  [
    'a PDF with a script',
    { bytes: PDF, name: 'a.pdf', type: 'application/pdf' },
    { status: 201, mimeType: 'application/pdf', way: 'attachment' },
  ],
  [
    'a JPEG with HTML behind its end',
    { bytes: Buffer.concat([JPEG, Buffer.from(HTML)]), name: 'a.jpg', type: 'image/jpeg' },
    { status: 201, mimeType: 'image/jpeg', way: 'inline' },
  ],
  [
    'a PNG with an archive behind its end',
    { bytes: Buffer.concat([PNG, await zip('x', 10)]), name: 'a.png', type: 'image/png' },
    { status: 201, mimeType: 'image/png', way: 'inline' },
  ],
  [
    'a GIF that is also a script',
    { bytes: Buffer.concat([GIF, Buffer.from('=1;alert(1)')]), name: 'a.gif', type: 'image/gif' },
    { status: 201, kind: 'document', mimeType: 'image/gif', way: 'inline' },
  ],
  [
    'a picture of 50,000 × 50,000',
    { bytes: hugePng(50_000, 50_000), name: 'a.png', type: 'image/png' },
    { status: 422, code: 'media.too_many_pixels' },
  ],
  ['a picture of no width', { bytes: hugePng(0, 10), name: 'a.png', type: 'image/png' }, { status: 422, code: 'media.unreadable' }],
  [
    'a JPEG that is cut off',
    { bytes: JPEG.subarray(0, JPEG.length / 2), name: 'a.jpg', type: 'image/jpeg' },
    { status: 422, code: 'media.unreadable' },
  ],
  ['a PNG that is cut off', { bytes: PNG.subarray(0, 60), name: 'a.png', type: 'image/png' }, { status: 422, code: 'media.unreadable' }],
  [
    'only the first bytes of a JPEG',
    { bytes: JPEG.subarray(0, 4), name: 'a.jpg', type: 'image/jpeg' },
    { status: 422, code: 'media.unreadable' },
  ],
  [
    'a document that unpacks to a hundred megabytes',
    { bytes: await zip('word/document.xml', 120 * 1024 * 1024), name: 'a.zip', type: 'application/zip' },
    { status: 422, code: 'media.unsafe_archive' },
  ],
  [
    'an archive that calls itself a Word document',
    { bytes: await zip('x', 10), name: 'a.docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
    { status: 415, code: 'media.type_mismatch' },
  ],
  [
    'a playlist that names a file of the server',
    { bytes: M3U, name: 'a.mp4', type: 'video/mp4' },
    { status: 415, code: 'media.type_mismatch' },
  ],
  ['a playlist as a voice note', { bytes: M3U, name: 'a', type: '', kind: 'voice' }, { status: 422, code: 'media.not_convertible' }],
  ['a text as a sticker', { bytes: 'hello', name: 'a', type: '', kind: 'sticker' }, { status: 415, code: 'media.unfit_type' }],
  [
    'a document as a picture',
    { bytes: PDF, name: 'a.pdf', type: 'application/pdf', kind: 'image' },
    { status: 415, code: 'media.unfit_type' },
  ],
  ['a kind that does not exist', { bytes: 'hello', name: 'a', type: '', kind: 'hologram' }, { status: 422, code: 'validation.failed' }],
];

const onDisk = async (folder: string): Promise<number> =>
  (await readdir(join(server.dataDir, folder), { recursive: true, withFileTypes: true }).catch(() => [])).filter((each) => each.isFile())
    .length;

async function serve(id: string): Promise<{ way: string; headers: Headers; bytes: Buffer }> {
  const answer = await fetch(`${server.url}/v1/media/${id}/content`, { headers: { Authorization: `Bearer ${token}` } });
  const way = answer.headers.get('content-disposition')?.split(';')[0] ?? '';
  return { way, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

describe('a hostile file', () => {
  it.each(CASES.filter(([, , { status }]) => status !== 201))(
    'is refused clearly and leaves nothing: %s',
    async (_, { kind, ...file }, outcome) => {
      const before = await onDisk('media');
      const { status, body } = await upload(server, token, [file], kind ? { kind } : {});
      expect({ status, ...body }).toMatchObject(outcome);
      await until(async () => (await onDisk('uploads')) === 0);
      expect(await onDisk('media')).toBe(before);
    },
  );

  it.each(CASES.filter(([, , { status }]) => status === 201))(
    'is kept where it can harm nobody: %s',
    async (_, file, { way, ...outcome }) => {
      const { status, body } = await upload(server, token, [file]);
      expect({ status, ...body }).toMatchObject(outcome);
      await until(async () => (await onDisk('uploads')) === 0);
      const served = await serve(body.id);
      expect(served.way).toBe(way);
      expect(served.headers.get('content-security-policy')).toContain('sandbox');
      expect(served.bytes.includes('alert(document.domain)') && served.way === 'inline').toBe(false);
    },
  );

  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['a\r\nSet-Cookie: x=1\r\n.txt', 'a__Set-Cookie_ x=1__.txt'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
    ['a";filename="b.html', 'a__filename=_b.html'],
    ['....', 'file.txt'],
    ['.htaccess', 'htaccess'],
    [`${'x'.repeat(600)}.txt`, 'x'.repeat(200)],
  ])('cannot trick anyone by its name %j', async (name, safe) => {
    const query = new URLSearchParams({ fileName: name.slice(0, 255) });
    const answer = await fetch(`${server.url}/v1/media?${query.toString()}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain' },
      body: 'hello',
    });
    const { id } = (await answer.json()) as { id: string };
    const { headers } = await serve(id);
    expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(safe)}`);
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('an upload that breaks off', () => {
  it('leaves no file and no row', async () => {
    const before = (await openApi(server, token).get('/v1/media?limit=200')).body.data.length;
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(200_000)}`,
    );
    await until(async () => (await onDisk('uploads')) === 1);
    socket.destroy();
    await until(async () => (await onDisk('uploads')) === 0);
    expect((await openApi(server, token).get('/v1/media?limit=200')).body.data.length).toBe(before);
  });
});
