import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { finished, upload } from '../../src/contacts/testing/upload.ts';
import { openApi, until } from '../../src/platform/testing/api.ts';
import { emptyDatabase, startServerProcess } from '../../src/platform/testing/process.ts';
import type { ServerProcess } from '../../src/platform/testing/process.ts';

const ROWS = 100_000;
const BAD_EVERY = 100;
const KILLS = 3;
// Flat: what a server needs that reads the whole file into memory is far more than this above what it needs at rest.
const MOST_GROWTH_MB = 150;

const isBad = (row: number) => row % BAD_EVERY === 0;
// Every tenth good row is about the person of the row before it that is good.
const isRepeated = (row: number) => row % 10 === 5;
const numberOf = (row: number) => `+1555${String(isRepeated(row) ? row - 1 : row).padStart(7, '0')}`;

function file(): string {
  const lines = ['phone,name,tags,city'];
  for (let row = 1; row <= ROWS; row += 1)
    lines.push(isBad(row) ? `bad ${row},Nobody ${row},x,y` : `${numberOf(row)},Person ${row},t${row % 7},City ${row % 50}`);
  return `${lines.join('\n')}\n`;
}

it(`an import of ${ROWS} rows that is killed ${KILLS} times comes to the right counts and the right file of errors`, async () => {
  const database = await emptyDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-import-'));
  let server: ServerProcess = await startServerProcess({ dataDir, databaseUrl: database.url });
  try {
    const owner = await openApi(server).register();
    const token = owner.owner.accessToken as string;
    const importId = (await upload(server.url, token, file())).body.importId as string;
    const at = () => openApi(server, token).get(`/v1/contacts/imports/${importId}`);
    const memory: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await until(async () => {
        memory.push(await residentMb(server));
        return ((await at()).body.rows ?? 0) > (ROWS / (KILLS + 1)) * (kill - 0.5);
      }, 180_000);
      const { rows } = (await at()).body;
      expect(rows).toBeLessThan(ROWS);
      await server.kill();
      server = await startServerProcess({ dataDir, databaseUrl: database.url });
    }
    const done = await finished(openApi(server, token), importId, 300_000);
    const bad = ROWS / BAD_EVERY;
    const repeated = Array.from({ length: ROWS }, (_, index) => index + 1).filter((row) => !isBad(row) && isRepeated(row)).length;
    expect(done).toMatchObject({ status: 'completed', rows: ROWS, failed: bad, created: ROWS - bad - repeated, updated: repeated });
    await expectErrors(await openApi(server, token).get(new URL(done.errorsUrl).pathname), bad);
    const preview = await openApi(server, token).post('/v1/segments/preview', { filter: { all: [] } });
    expect(preview.body.count).toBe(done.created);
    process.stderr.write(`note: resident memory while importing ${Math.min(...memory)} to ${Math.max(...memory)} MB\n`);
    expect(Math.max(...memory) - Math.min(...memory)).toBeLessThan(MOST_GROWTH_MB);
  } finally {
    await server.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 900_000);

async function expectErrors({ body }: { body: string }, bad: number): Promise<void> {
  const lines = body.trim().split('\r\n');
  expect(lines).toHaveLength(bad + 1);
  expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(
    Array.from({ length: bad }, (_, index) => (index + 1) * BAD_EVERY),
  );
}

async function residentMb({ pid }: ServerProcess): Promise<number> {
  const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
  return Math.round((pages * 4096) / 1024 / 1024);
}
