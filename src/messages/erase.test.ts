import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { upload } from '../media/testing/upload.ts';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { talkOf } from './testing/talk.ts';
import type { Talk } from './testing/talk.ts';

const GIL = '+4915112340091';

let server: TestServer;
let api: Awaited<ReturnType<Api['register']>>;
let talk: Talk;
let clientId: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  talk = talkOf(api, server.db);
  clientId = await talk.linked();
});
afterAll(() => server?.stop());

async function filesOnDisk(): Promise<number> {
  const found = await readdir(join(server.dataDir, 'media'), { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).length;
}

/** A person who wrote, sent a file, and wrote in a group. */
async function met() {
  const mediaId = (await upload(server, api.owner.accessToken, [{ bytes: 'Gil, a letter', name: 'gil.txt', type: 'text/plain' }])).body.id;
  await talk.arrives(clientId, { from: GIL, type: 'text', text: { body: 'Gooseberry' } });
  await talk.arrives(clientId, { from: GIL, type: 'document', document: { mediaId } });
  await until(async () =>
    (await talk.messages(clientId)).some((each: { document?: { status: string } }) => each.document?.status === 'ready'),
  );
  await api.delete(`/v1/media/${mediaId}`);
  return (await api.get(`/v1/contacts?phone=${encodeURIComponent(GIL)}`)).body.data[0].id as string;
}

it('a person who asks gets their messages and files, and who is erased leaves none of either', async () => {
  const before = await filesOnDisk();
  const contactId = await met();
  const answer = await fetch(`${server.url}/v1/contacts/${contactId}/export`, {
    headers: { Authorization: `Bearer ${api.owner.accessToken}` },
  });
  const archive = await fromBufferPromise(Buffer.from(await answer.arrayBuffer()));
  const texts: string[] = [];
  for await (const entry of archive.eachEntry()) texts.push((await buffer(await archive.openReadStreamPromise(entry))).toString());
  expect(texts.some((text) => text.includes('Gooseberry'))).toBe(true);
  expect(texts).toContain('Gil, a letter');

  expect((await api.delete(`/v1/contacts/${contactId}`)).status).toBe(204);
  expect(await talk.messages(clientId)).toEqual([]);
  expect((await api.get('/v1/media')).body.data).toEqual([]);
  await until(async () => (await filesOnDisk()) === before);
});
