import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, runMigrations as migrateGraphileWorker } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Client } from 'pg';
import type { Log } from '../log.ts';
import { ensureRoles } from './roles.ts';
import type { DbRoles } from './roles.ts';

/** What stands in the way of starting on this database, in words for the operator. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export type MigrateOptions = {
  adminUrl: string;
  roles: DbRoles;
  deriveKey: (purpose: string) => Buffer;
  sqlDir: string;
  log: Log;
};

type MigrationFile = { name: string; sha256: string };

const OLDEST_SERVER = 150_000;
// Any number will do, as long as every version of Waxwing takes the same one.
const MIGRATION_LOCK = 7_399_217;

/** Brings the database to this version: roles, our own migrations, those of the job queue, then who may do what. */
export async function migrate(options: MigrateOptions): Promise<void> {
  const admin = new pg.Client({ connectionString: options.adminUrl, application_name: 'waxwing migrations' });
  await admin.connect();
  try {
    await checkServer(admin);
    await admin.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureRoles(admin, options.roles, options.deriveKey);
    await ownRolesForManagedServers(admin, options.roles);
    await runOwnMigrations(admin, options);
    await installJobQueue(admin, options);
  } finally {
    await admin.end();
  }
}

async function checkServer(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ number: string; version: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
  );
  const server = rows[0];
  if (Number(server?.number) < OLDEST_SERVER)
    throw new MigrationError(`PostgreSQL ${server?.version} is too old: Waxwing needs 15 or newer`);
}

// An owner with CREATEROLE must be a member of the system role before it can hand it a function (superusers need nothing).
async function ownRolesForManagedServers(admin: Client, roles: DbRoles): Promise<void> {
  const { rows } = await admin.query<{ super: boolean }>('select rolsuper as super from pg_roles where rolname = current_user');
  if (!rows[0]?.super) await admin.query(`grant ${admin.escapeIdentifier(roles.system)} to current_user`);
  await admin.query(
    `do $$ begin execute format('grant connect on database %I to ${quotedBoth(admin, roles)}', current_database()); end $$`,
  );
  await admin.query(`grant usage on schema public to ${quotedBoth(admin, roles)}`);
}

const quotedBoth = (admin: Client, { app, system }: DbRoles) => `${admin.escapeIdentifier(app)}, ${admin.escapeIdentifier(system)}`;

async function runOwnMigrations(admin: Client, { roles, sqlDir, log }: MigrateOptions): Promise<void> {
  const files = await migrationFiles(sqlDir);
  await verifyHistory(admin, files);
  await admin.query(`select set_config('waxwing.app_role', $1, false), set_config('waxwing.system_role', $2, false)`, [
    roles.app,
    roles.system,
  ]);
  const done = await runner({
    dbClient: admin,
    dir: join(sqlDir, '[0-9]*.sql'),
    useGlob: true,
    direction: 'up',
    migrationsTable: 'migrations',
    singleTransaction: false,
    noLock: true,
    logger: { debug: () => undefined, info: () => undefined, warn: (text) => log.warn(text), error: (text) => log.error(text) },
  });
  await recordChecksums(admin, files);
  if (done.length > 0) log.info({ migrations: done.map(({ name }) => name) }, 'migrated the database');
}

async function migrationFiles(sqlDir: string): Promise<MigrationFile[]> {
  const names = (await readdir(sqlDir)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (file) => ({
      name: file.replace(/\.sql$/, ''),
      sha256: createHash('sha256')
        .update(await readFile(join(sqlDir, file)))
        .digest('hex'),
    })),
  );
}

/** Refuses a database of a newer version, and one whose applied migrations were edited afterwards. */
async function verifyHistory(admin: Client, files: MigrationFile[]): Promise<void> {
  const { rows: exists } = await admin.query(`select from pg_tables where schemaname = 'public' and tablename = 'migrations'`);
  if (exists.length === 0) return;
  await admin.query('alter table migrations add column if not exists sha256 text');
  const { rows } = await admin.query<{ name: string; sha256: string | null }>('select name, sha256 from migrations order by id');
  const known = new Map(files.map(({ name, sha256 }) => [name, sha256]));
  for (const { name, sha256 } of rows) {
    const expected = known.get(name);
    if (expected === undefined)
      throw new MigrationError(`The database is of a newer Waxwing (it has ${name}): start that version or restore a backup`);
    if (sha256 !== null && sha256 !== expected)
      throw new MigrationError(`${name}.sql was changed after it had been applied: bring the file back`);
  }
}

// A migration applied just before a crash has no checksum yet; it gets the one of the file that was there at the next start.
async function recordChecksums(admin: Client, files: MigrationFile[]): Promise<void> {
  await admin.query('alter table migrations add column if not exists sha256 text');
  await admin.query('alter table migrations enable row level security');
  for (const { name, sha256 } of files) {
    await admin.query('update migrations set sha256 = $2 where name = $1 and sha256 is null', [name, sha256]);
  }
}

/** The job queue brings tables of its own with row security and no policy: the system role gets all of them, the application role nothing. */
async function installJobQueue(admin: Client, { adminUrl, roles }: MigrateOptions): Promise<void> {
  const silent = new Logger(() => () => undefined);
  await migrateGraphileWorker({ connectionString: adminUrl, logger: silent, maxPoolSize: 1 });
  const system = admin.escapeIdentifier(roles.system);
  await admin.query(`
    grant usage on schema graphile_worker to ${system};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${system};
    grant usage on all sequences in schema graphile_worker to ${system};
    grant execute on all functions in schema graphile_worker to ${system};
    do $$ declare target regclass; begin
      for target in
        select oid from pg_class c where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity
          and not exists (select from pg_policy where polrelid = c.oid and polname = 'system_only')
      loop
        execute format('create policy system_only on %s to %I using (true) with check (true)', target, ${admin.escapeLiteral(roles.system)});
      end loop;
    end $$`);
}
