import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, allows, canReach, giveTo, startedAsRoot, unprivilegedAccount } from './account.ts';
import { writeDurably } from './durable-file.ts';
import { EmbeddedError, errorCode } from './errors.ts';

/** Where everything of one embedded server lies, and as whom it runs (null: as ourselves). */
export type Places = {
  account: Account | null;
  home: string;
  cluster: string;
  sockets: string;
  binaries: string;
  logFile: string;
  ballast: string;
  passwordFile: string;
  versionFile: string;
};

// Where the cluster lies when the database's account cannot get into DATA_DIR, for example under /root.
const SYSTEM_HOME = '/var/lib/waxwing';
// sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included.
const MAX_SOCKET_PATH_BYTES = 103;
const SOCKET_NAME = '.s.PGSQL.5432.lock';

/** Finds the places of the cluster of this DATA_DIR, or settles them when there is none yet. */
export async function settlePlaces(dataDir: string): Promise<Places> {
  const own = join(await realpathOfNew(dataDir), 'postgres');
  await mkdir(own, { recursive: true, mode: 0o700 });
  const note = join(own, 'location');
  const noted = await readNote(note);
  let home = noted ?? own;
  const account = startedAsRoot() ? await accountFor(join(home, 'cluster')) : null;
  if (account && !noted) {
    await openWay(account, [dirname(own), own]);
    if (!(await canReach(account, own))) home = await moveOut(note, account);
  }
  return {
    account,
    home,
    sockets: await socketFolder(home, account),
    cluster: join(home, 'cluster'),
    binaries: join(home, 'binaries'),
    logFile: join(home, 'postgres.log'),
    ballast: join(home, 'ballast'),
    passwordFile: join(own, 'superuser-password'),
    versionFile: join(own, 'version'),
  };
}

async function realpathOfNew(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return realpath(folder);
}

/** Lets the account pass through folders that are ours, without letting it list them. */
async function openWay(account: Account, folders: string[]): Promise<void> {
  for (const folder of folders) {
    const found = await stat(folder);
    if (!allows(account, found, 1)) await chmod(folder, found.mode | 0o011);
  }
}

/** A cluster that exists keeps running as its owner, so one `sudo npm start` does not lock its user out. */
async function accountFor(cluster: string): Promise<Account> {
  const owner = await statOrNull(cluster);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = await unprivilegedAccount();
  if (account) return account;
  throw new EmbeddedError(
    'PostgreSQL does not run as root and there is no account "postgres" or "nobody" to run it as: start Waxwing as an ordinary user or set DATABASE_URL.',
  );
}

async function readNote(note: string): Promise<string | null> {
  let home: string;
  try {
    home = (await readFile(note, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  if (await statOrNull(home)) return home;
  throw new EmbeddedError(
    `The database of this DATA_DIR lies in ${home}, which is missing: put it back, or delete ${note} to begin with an empty database.`,
  );
}

async function moveOut(note: string, account: Account): Promise<string> {
  const home = join(SYSTEM_HOME, randomBytes(8).toString('hex'));
  await mkdir(home, { recursive: true, mode: 0o711 });
  await openWay(account, [SYSTEM_HOME, home]);
  // Who deletes DATA_DIR leaves this behind; only that person can know that it is not wanted any more.
  await writeDurably(join(home, 'data-dir'), `${dirname(dirname(note))}\n`, 0o644);
  await writeDurably(note, `${home}\n`, 0o644);
  return home;
}

async function socketFolder(home: string, account: Account | null): Promise<string> {
  const near = join(home, 'socket');
  // A comma or a quote would have to be escaped inside the server's list of folders.
  const fits = Buffer.byteLength(join(near, SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES && !/[,"]/.test(near);
  if (fits) return near;
  return join(await shortRoot(account), `waxwing-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
}

/** Makes the sockets' folder before each start: a short one lies among temporary files, which get cleaned away. */
export async function prepareSockets({ sockets, account }: Places): Promise<void> {
  await mkdir(sockets, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await refuseStrangersFolder(sockets, account);
  await giveTo(account, sockets);
  await chmod(sockets, 0o700);
}

/** The temporary folder, or /tmp where that one is long or private to root (macOS). */
async function shortRoot(account: Account | null): Promise<string> {
  const folder = await realpath(tmpdir());
  const short = Buffer.byteLength(folder) < 60 && !/[,"]/.test(folder);
  return short && (!account || (await canReach(account, folder))) ? folder : realpath('/tmp');
}

async function refuseStrangersFolder(folder: string, account: Account | null): Promise<void> {
  const found = await lstat(folder);
  const owners = [process.getuid?.(), account && account.uid >>> 0];
  if (found.isDirectory() && owners.includes(found.uid)) return;
  throw new EmbeddedError(`${folder} belongs to somebody else but is needed for the database's socket: delete it or set another TMPDIR.`);
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    if (errorCode(error) === 'EACCES')
      throw new EmbeddedError(`${dirname(path)} cannot be read by this user: start Waxwing as the user who owns it.`);
    throw error;
  }
}
