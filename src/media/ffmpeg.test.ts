import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { upload } from './testing/upload.ts';

function hasFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'waxwing-ffmpeg-'));
let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  token = (await openApi(server).register()).owner.accessToken;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server?.stop();
});

function make(name: string, ...output: string[]): Buffer {
  const path = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...output, path]);
  return readFileSync(path);
}
const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=321x241:rate=10', ...TONE, '-shortest'];
const send = (bytes: Buffer, name: string, type: string, kind: string) => upload(server, token, [{ bytes, name, type }], { kind });

(hasFfmpeg() ? describe : describe.skip)('with ffmpeg on the machine', () => {
  it('makes a voice note of any sound, with its length', async () => {
    const { status, body } = await send(make('tone.wav', ...TONE), 'tone.wav', 'audio/wav', 'voice');
    expect([status, body]).toEqual([201, expect.objectContaining({ kind: 'voice', mimeType: 'audio/ogg', fileName: 'tone.wav' })]);
    expect(body.durationSeconds).toBeCloseTo(2, 1);
    expect([body.waveform.length, Math.max(...body.waveform)]).toEqual([64, 100]);
  });

  it('makes a film that plays everywhere of one that does not', async () => {
    const { status, body } = await send(make('film.webm', ...FILM), 'film.webm', 'video/webm', 'video');
    expect([status, body]).toEqual([201, expect.objectContaining({ kind: 'video', mimeType: 'video/mp4' })]);
  });

  it('refuses a recording that is damaged', async () => {
    const { status, body } = await send(make('film.webm', ...FILM).subarray(0, 300), 'film.webm', 'video/webm', 'voice');
    expect([status, body.code]).toEqual([422, 'media.unreadable']);
  });
});

(hasFfmpeg() ? describe.skip : describe)('without ffmpeg on the machine', () => {
  it('says what is missing', async () => {
    const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'), Buffer.alloc(32)]);
    const { status, body } = await send(wav, 'tone.wav', 'audio/wav', 'voice');
    expect([status, body.code]).toEqual([501, 'media.no_ffmpeg']);
  });
});
