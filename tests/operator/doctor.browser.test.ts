import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { packageRoot } from '../../src/platform/package.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** `npm run doctor` without the build, which a test run has made. */
function doctor(settings: Record<string, string>): Promise<{ code: number; output: string }> {
  const { PATH, TMPDIR, CHROMIUM_PATH } = process.env;
  const env = Object.fromEntries(
    Object.entries({ PATH, TMPDIR, CHROMIUM_PATH, DATA_DIR: dataDir, ...settings }).filter(([, value]) => value),
  );
  return new Promise((resolve) => {
    execFile(process.execPath, [join(packageRoot, 'dist', 'doctor.js')], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

it('says which browser is used and that it starts, and touches nothing', async () => {
  const { code, output } = await doctor({});
  expect(output).toMatch(/^(ok|note) +Browser +\S.*starts in \d/m);
  expect(output).toContain(`ok      Data      ${dataDir}, `);
  expect(output).toContain('ok      Database  embedded PostgreSQL, made at the first start');
  expect(code).toBe(0);
  expect(await readdir(dataDir)).toEqual([]);
});

it('says what is broken, and fails', async () => {
  const { code, output } = await doctor({
    CHROMIUM_PATH: '/nowhere/chromium',
    DATABASE_URL: 'postgres://127.0.0.1:1/x',
    TOKEN_MASTER_KEY: 'a'.repeat(64),
  });
  expect(output).toContain('broken  Browser   CHROMIUM_PATH: there is no file /nowhere/chromium.');
  expect(output).toContain('broken  Database  DATABASE_URL: no PostgreSQL answers at 127.0.0.1:1 (ECONNREFUSED).');
  expect(code).toBe(1);
});
