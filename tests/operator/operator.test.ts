import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openForOperator } from '../../src/operator.ts';
import type { Operator } from '../../src/operator.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { startServer } from '../../src/server.ts';

const log = createLog({ level: 'silent' });
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'waxwing-operator-'));
  // Run by root, the database works as another account, and would else be put where nobody clears it away.
  await chmod(root, 0o755);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const configIn = (folder: string) => loadConfig({ PORT: '0', DATA_DIR: join(root, folder), BCRYPT_COST: '10' });

const startedAt = ({ db }: Operator) =>
  db.asSystem('test', (tx) => tx.one<{ at: string }>('select pg_postmaster_start_time()::text as at, count(*) from organizations'));

describe('a command of the operator', () => {
  it('makes no database where there is none', async () => {
    await expect(openForOperator(configIn('empty'), log)).rejects.toThrow(/no database in .*empty: start Waxwing once/);
  });

  it('visits the database of a running server, and starts that of a stopped one for the moment', async () => {
    const config = configIn('data');
    const server = await startServer({ config, log });
    const visiting = await openForOperator(config, log);
    const whileRunning = await startedAt(visiting);
    await visiting.close();
    expect(await startedAt({ db: server.db } as Operator)).toEqual(whileRunning);
    await server.stop();

    const alone = await openForOperator(config, log);
    expect(await startedAt(alone)).not.toEqual(whileRunning);
    await alone.close();
    const again = await startServer({ config, log });
    await again.stop();
  });

  it('keeps a server from starting while it holds the database of a stopped one', async () => {
    const config = configIn('data');
    const holding = await openForOperator(config, log);
    await expect(startServer({ config, log })).rejects.toThrow(/already running/);
    await holding.close();
  });
});
