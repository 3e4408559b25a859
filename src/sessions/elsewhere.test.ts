import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { numbersOf } from './testing/numbers.ts';
import type { Numbers } from './testing/numbers.ts';

// No browser is wanted here: with this one, whatever is begun ends as browser_missing.
const env = { REGISTRATION: 'open', BCRYPT_COST: '10', CHROMIUM_PATH: '/nowhere/chromium' };

let server: TestServer;
let api: Api;
let numbers: Numbers;
beforeAll(async () => {
  server = await startTestServer({ env });
  api = await openApi(server).register();
  numbers = numbersOf(api, server.db);
});
afterAll(() => server?.stop());

it('a linked web client is started only where its session folder lies', async () => {
  const { id } = (await api.post('/v1/clients', { name: 'Shop', channel: 'web' })).body;
  await server.db.asSystem('test', (tx) => tx.execute(`update clients set phone_number = '+15550001000' where id = $1`, [id]));
  await numbers.ask(id, 'start');
  await until(async () => (await numbers.show(id)).reason === 'session_elsewhere');
  expect(await numbers.show(id)).toMatchObject({ state: 'disconnected', desiredState: 'running', nextAction: 'wait' });
  await mkdir(join(server.dataDir, 'sessions', id), { recursive: true });
  await until(async () => (await numbers.show(id)).reason === 'browser_missing');
});
