import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { packageRoot } from '../../src/platform/package.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';

const FILE = join(packageRoot, 'dashboard', 'src', 'api', 'api.generated.ts');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

it("the dashboard's types are those of the server's own document", async () => {
  const input = await (await fetch(`${server.url}/openapi.json`)).text();
  const { stdout, stderr } = spawnSync(process.execPath, [join(packageRoot, 'scripts', 'api-types.mjs')], { input, encoding: 'utf8' });
  expect(stderr).toBe('');
  if (process.env.UPDATE === '1') writeFileSync(FILE, stdout);
  expect(readFileSync(FILE, 'utf8')).toBe(stdout);
});
