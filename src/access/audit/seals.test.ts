import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { parseMasterKeys } from '../../platform/crypto/master-key.ts';
import type { Keyring } from '../../platform/crypto/master-key.ts';
import type { Db } from '../../platform/db/db.ts';
import { createLog } from '../../platform/log.ts';
import { cloneDatabase, openTestDb, TEST_KEY } from '../../platform/testing/database.ts';
import type { TestDatabase } from '../../platform/testing/database.ts';
import { parseAnchor, readAnchor, writeAnchor } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { recordAudit } from './record.ts';
import { forgetOldAuditLogs } from './retention.ts';
import { createSealer } from './seal.ts';
import { verifyAudit } from './verify.ts';

const OLD_KEY = TEST_KEY;
const NEW_KEY = '22'.repeat(32);
const organizationId = uuidv7();
const keyring = parseMasterKeys(OLD_KEY);

let database: TestDatabase;
let db: Db;
let superuser: Client;
let anchors: Anchor[];
let logged: string[];

beforeAll(async () => {
  database = await cloneDatabase();
  db = openTestDb(database);
  superuser = new Client({ connectionString: database.url });
  await superuser.connect();
});
afterAll(async () => {
  await superuser?.end();
  await db?.close();
  await database?.drop();
});
beforeEach(() => {
  anchors = [];
  logged = [];
});
afterEach(async () => {
  await superuser.query('rollback');
  await superuser.query('truncate audit_logs, audit_seals');
});

/** Writes this many rows as the server does and gives back their ids, oldest first. */
async function write(count: number): Promise<string[]> {
  const actor = { caller: null, address: '192.0.2.1', requestId: 'r' };
  const before = await ids();
  await db.inOrganization(organizationId, async (tx) => {
    for (let row = 0; row < count; row += 1) {
      await recordAudit(tx, actor, {
        action: 'users.update',
        target: { type: 'user', id: String(row) },
        changes: { role: { to: 'admin' } },
      });
    }
  });
  return (await ids()).filter((id) => !before.includes(id));
}

async function ids(): Promise<string[]> {
  return (await superuser.query('select id from audit_logs order by id')).rows.map(({ id }) => id);
}

const log = createLog({ level: 'info', destination: { write: (line) => void logged.push(line) } });

function sealer(keys: Keyring = keyring, emptySealAfterMs?: number) {
  const keepAnchor = async (anchor: Anchor) => void anchors.push(anchor);
  return createSealer({ db, keyring: keys, log, keepAnchor, ...(emptySealAfterMs === undefined ? {} : { emptySealAfterMs }) });
}

/** Transactions of other tests on the same server can keep the sealer waiting for a moment. */
async function sealAll(keys: Keyring = keyring): Promise<void> {
  do await sealer(keys).seal();
  while ((await verify(keys, [])).waiting > 0);
}

/** Three seals over four rows. */
async function sealedLog(): Promise<string[]> {
  const rows: string[] = [];
  for (const count of [1, 2, 1]) {
    rows.push(...(await write(count)));
    await sealAll();
  }
  return rows;
}

const verify = (keys: Keyring = keyring, known = anchors.slice(-1)) => verifyAudit({ db, keyring: keys, anchors: known });
const findings = async () => (await verify()).findings;
const tamper = async (statement: string, values: unknown[] = []) => {
  await superuser.query(statement, values);
};

describe('the sealer', () => {
  it('seals what was written, in a chain that verifies, and tells the newest seal to the log', async () => {
    await sealedLog();
    expect(await verify()).toEqual({ seals: 3, rows: 4, waiting: 0, findings: [], notes: [] });
    expect(anchors.map(({ seal }) => seal)).toEqual([1, 2, 3]);
    expect(logged.map((line) => JSON.parse(line))).toMatchObject(anchors);
    await sealer().seal();
    expect(anchors).toHaveLength(3);
  });

  it('leaves to the next seal what a running transaction has yet to commit', async () => {
    await superuser.query('begin');
    await superuser.query('select pg_current_xact_id()');
    await write(1);
    await sealer().seal();
    expect((await verify()).waiting).toBe(1);
    await superuser.query('commit');
    await sealAll();
    expect(await verify()).toMatchObject({ rows: 1, waiting: 0, findings: [] });
  });

  it('seals once when two nodes are at it', async () => {
    await write(3);
    await Promise.all([sealer().seal(), sealer().seal()]);
    await sealAll();
    expect(await verify()).toMatchObject({ seals: 1, rows: 3, findings: [] });
  });

  it('needs several seals for very much', async () => {
    await write(2_100);
    await sealAll();
    expect(await verify()).toMatchObject({ seals: 2, rows: 2_100, waiting: 0, findings: [] });
  });

  it('seals from time to time also when nothing was written', async () => {
    await sealedLog();
    await sealer(keyring, 0).seal();
    expect(await verify()).toMatchObject({ seals: 4, rows: 4, findings: [] });
  });
});

describe('audit:verify names what a superuser did', () => {
  it('a row changed', async () => {
    const [, second] = await sealedLog();
    for (const change of [`action = 'users.read'`, `changes = '{}'`, `at = at + interval '1 microsecond'`, `actor_name = ''`]) {
      await tamper(`create table kept as select * from audit_logs`);
      await tamper(`update audit_logs set ${change} where id = $1`, [second]);
      expect(await findings()).toEqual([expect.stringMatching(new RegExp(`^Row ${second} \\(users\\..*was changed\\.$`))]);
      await tamper('truncate audit_logs');
      await tamper('insert into audit_logs select * from kept');
      await tamper('drop table kept');
    }
    expect(await findings()).toEqual([]);
  });

  it('a row removed', async () => {
    const [, , third] = await sealedLog();
    await tamper('delete from audit_logs where id = $1', [third]);
    expect(await findings()).toEqual([`Row ${third}, under seal 2, was removed.`]);
  });

  it('a row added: under a seal, before it, after it, or dated back', async () => {
    const [first] = await sealedLog();
    const add = async (columns: string, values: string) => {
      const id = uuidv7();
      await tamper(
        `insert into audit_logs (id, organization_id, actor_type, actor_name, action, target_type, ${columns})
         select $1, organization_id, actor_type, actor_name, action, target_type, ${values} from audit_logs where id = $2`,
        [id, first],
      );
      return id;
    };
    const server = `(select written_by from audit_logs where id = '${first}')`;
    const added = [
      await add('sealed_by', '2'),
      await add('xid, written_by', `xid, ${server}`),
      await add('address', `''`),
      await add('at, written_by', `now() - interval '1 day', ${server}`),
    ];
    await sealAll();
    const report = await verify();
    expect(new Set(report.findings.map((finding) => finding.split(' ')[1]))).toEqual(new Set(added));
    expect(report.findings).toContainEqual(expect.stringContaining('was added under seal 2'));
    expect(report.findings.filter((finding) => finding.includes('the server has not written it'))).toHaveLength(3);
    await sealer(keyring, 0).seal();
    expect(logged.at(-1)).toContain('run audit:verify');
  });

  it('rows put under another seal, or given each other’s content', async () => {
    const [first, second, third] = await sealedLog();
    await tamper('update audit_logs set sealed_by = 3 where id = $1', [first]);
    expect(await findings()).toEqual([expect.stringMatching(`^Row ${first} .*was moved from seal 1 to seal 3\\.$`)]);
    await tamper('update audit_logs set sealed_by = 1 where id = $1', [first]);
    await tamper(`update audit_logs set target_id = case target_id when '0' then '1' else '0' end where id in ($1, $2)`, [second, third]);
    expect(await findings()).toEqual([second, third].map((id) => expect.stringMatching(`^Row ${id} .*was changed\\.$`)));
  });

  it('the end cut off, with its seals or without', async () => {
    const [, , , fourth] = await sealedLog();
    await tamper('delete from audit_seals where number = 3');
    expect(await findings()).toEqual([
      expect.stringMatching(`^Row ${fourth} .*lies under seal 3, which is not there\\.$`),
      'The end was cut off, or an older backup was restored. Missing: seal 3.',
    ]);
    await tamper('delete from audit_logs where sealed_by = 3');
    expect(await findings()).toEqual([expect.stringContaining('The end was cut off')]);
    await write(1);
    await sealAll();
    anchors.pop();
    expect(await findings()).toEqual(['Seal 3 is not the one that was made.']);
  });

  it('seals removed from the middle or the beginning, exchanged or made anew', async () => {
    await sealedLog();
    await tamper('create table seals as select * from audit_seals');
    const restored = async () => {
      await tamper('truncate audit_seals');
      await tamper('insert into audit_seals select * from seals');
    };
    await tamper('delete from audit_seals where number = 2');
    expect(await findings()).toEqual([
      'Missing: seal 2.',
      ...[1, 2].map(() => expect.stringContaining('lies under seal 2, which is not there')),
    ]);
    await restored();
    await tamper('delete from audit_seals where number = 1');
    expect(await findings()).toContain('Missing, and not removed by age: seal 1.');
    await restored();
    await tamper('update audit_seals set number = case number when 1 then -2 when 2 then -1 end where number < 3');
    await tamper('update audit_seals set number = -number where number < 0');
    expect(await findings()).toEqual(expect.arrayContaining(['Seal 1 was changed.', 'Seal 2 was changed.']));
    await restored();
    await tamper('update audit_seals set entries_sha256 = sha256(entries || entries) where number = 2');
    expect(await findings()).toEqual(['Seal 2 was changed.', 'Seal 2 was changed: its list of rows is another one.']);
    await restored();
    await tamper('update audit_seals set mac = sha256(mac) where number = 3');
    expect(await verify(keyring, [])).toMatchObject({ findings: ['Seal 3 was not made by this server.'] });
    await tamper('drop table seals');
  });

  it('a whole new chain made without the key', async () => {
    await sealedLog();
    await tamper('update audit_logs set sealed_by = null');
    await tamper('truncate audit_seals');
    await sealAll(parseMasterKeys(NEW_KEY));
    const report = await verify(keyring, []);
    expect(report.findings).toEqual([expect.stringContaining('a master key that is not in TOKEN_MASTER_KEY')]);
    await tamper(`update audit_seals set master_key_id = $1`, [keyring.current.id]);
    expect((await verify(keyring, [])).findings).toContain('Seal 1 was not made by this server.');
  });
});

describe('a rotated master key', () => {
  it('seals on, and vouches for the seals before it also when the old key is gone', async () => {
    await sealedLog();
    await write(1);
    await sealAll(parseMasterKeys(`${NEW_KEY},${OLD_KEY}`));
    expect((await verify(parseMasterKeys(`${NEW_KEY},${OLD_KEY}`))).findings).toEqual([]);
    expect((await verify(parseMasterKeys(NEW_KEY))).findings).toEqual([]);
    await tamper(`update audit_seals set sealed_at = sealed_at - interval '1 hour' where number = 2`);
    expect((await verify(parseMasterKeys(NEW_KEY))).findings).toEqual(['Seal 2 was changed.']);
    await tamper(`update audit_seals set sealed_at = sealed_at + interval '1 hour', mac = sha256(mac) where number = 2`);
    expect((await verify(parseMasterKeys(NEW_KEY))).findings).toEqual(['Seal 3 was changed.']);
  });
});

describe('what is too old', () => {
  it('is removed, and what is left still verifies, also after the master key was rotated', async () => {
    const rows = await sealedLog();
    expect(await forgetOldAuditLogs({ db, keyring, days: 1 })).toBe(0);
    expect(await ids()).toEqual(rows);
    const [, , , , fifth] = [...rows, ...(await write(1))];
    expect(await forgetOldAuditLogs({ db, keyring, days: 0 })).toBe(4);
    expect(await ids()).toEqual([fifth]);
    await sealAll();
    expect(await verify()).toEqual({ seals: 2, rows: 1, waiting: 0, findings: [], notes: [] });
    expect((await verify(keyring, anchors)).findings).toEqual([]);

    const both = parseMasterKeys(`${NEW_KEY},${OLD_KEY}`);
    await write(1);
    await sealAll(both);
    expect((await verify(parseMasterKeys(NEW_KEY))).notes).toEqual([expect.stringContaining('cannot be told')]);
    await forgetOldAuditLogs({ db, keyring: both, days: 1 });
    expect(await verify(parseMasterKeys(NEW_KEY))).toMatchObject({ findings: [], notes: [] });
  });

  it('is no excuse for removing what is not', async () => {
    await sealedLog();
    await tamper('delete from audit_logs where sealed_by <= 2');
    await tamper('delete from audit_seals where number < 2');
    await tamper(`update audit_seals set entries = null, base_key_id = $1, base_mac = mac where number = 2`, [keyring.current.id]);
    expect(await findings()).toEqual(['Seal 2 was changed: those before it were not removed by age.']);
  });

  it('keeps the chain whole over many seals', async () => {
    await write(1);
    await sealAll();
    for (let seal = 0; seal < 120; seal += 1) await sealer(keyring, 0).seal();
    await forgetOldAuditLogs({ db, keyring, days: 0 });
    await write(1);
    await sealAll();
    expect(await verify()).toMatchObject({ seals: 2, rows: 1, findings: [] });
  });
});

describe('a log restored into another cluster', () => {
  it('is sealed on, whatever numbers transactions have there', async () => {
    await sealedLog();
    await write(1);
    await tamper(`update audit_seals set cluster = 'before', horizon = '99999999999' where number = 3`);
    const { rows } = await superuser.query('select max(number)::int as number from audit_seals');
    expect(rows).toEqual([{ number: 3 }]);
    await tamper(`update audit_logs set xid = '99999999998', written_by = 'another_app' where sealed_by is null`);
    await sealAll();
    await write(1);
    await sealAll();
    const report = await verify();
    expect(report).toMatchObject({ seals: 5, rows: 6, waiting: 0, findings: ['Seal 3 was changed.'] });
  });
});

describe('the newest seal in the data folder', () => {
  it('is kept and read again', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-anchor-'));
    expect(await readAnchor(dataDir)).toBeNull();
    await sealedLog();
    for (const anchor of anchors) await writeAnchor(dataDir, anchor);
    expect(await readAnchor(dataDir)).toEqual(anchors[2]);
    expect(parseAnchor('17')).toBeNull();
    await rm(dataDir, { recursive: true });
  });
});
