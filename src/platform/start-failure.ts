import { AlreadyRunning } from './data-dir.ts';
import { MigrationError } from './db/migrate.ts';
import { PrivilegeError } from './db/privileges.ts';
import { EmbeddedError } from './embedded/errors.ts';

type Surroundings = { port: number; host: string; dataDir: string; databaseUrl?: string | undefined };
type SystemError = Error & { code?: string; syscall?: string; path?: string; hostname?: string };

const TOLD_ALREADY = [AlreadyRunning, EmbeddedError, MigrationError, PrivilegeError];

/** Why the server could not start, as one line that says what to do; null when nobody foresaw it. */
export function explainStartFailure(error: unknown, surroundings: Surroundings): string | null {
  if (TOLD_ALREADY.some((kind) => error instanceof kind)) return (error as Error).message;
  if (!(error instanceof Error)) return null;
  return ofListening(error, surroundings) ?? ofDataDir(error, surroundings) ?? ofDatabase(error, surroundings);
}

function ofListening({ code = '', syscall, hostname }: SystemError, { port, host }: Surroundings): string | null {
  if (syscall !== 'listen' && hostname !== host) return null;
  if (code === 'EADDRINUSE') return `PORT: ${port} is taken on ${host}. Stop the program that listens there, or set another PORT.`;
  if (code === 'EACCES') return `PORT: this user may not listen on ${port}. Set a PORT of 1024 or more.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST: ${host} is no address of this machine.`;
  return null;
}

/** Whether nothing but another setting helps, so that starting again, as a service does by itself, is of no use. */
export function isMistakenSetting(error: unknown, surroundings: Surroundings): boolean {
  return error instanceof Error && ofDataDir(error, surroundings) !== null && !FULL_DISK.has((error as SystemError).code ?? '');
}

const FULL_DISK = new Set(['ENOSPC', 'EDQUOT']);
const NO_PLACE = new Set(['ENOENT', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ELOOP', 'ENAMETOOLONG', 'EXDEV']);

function ofDataDir({ code = '', path = '' }: SystemError, { dataDir }: Surroundings): string | null {
  // A folder above it could not be made either.
  if (path === '' || !(`${path}/`.startsWith(`${dataDir}/`) || dataDir.startsWith(`${path}/`))) return null;
  if (code === 'EACCES' || code === 'EPERM')
    return `DATA_DIR: this user may not write to ${dataDir}. Give it the folder, or set another DATA_DIR.`;
  if (code === 'EROFS') return `DATA_DIR: ${dataDir} lies on a file system that cannot be written to. Set another DATA_DIR.`;
  if (code === 'EEXIST' || code === 'ENOTDIR') return `DATA_DIR: ${dataDir} is no folder. Set another DATA_DIR.`;
  if (FULL_DISK.has(code)) return `DATA_DIR: the disk of ${dataDir} is full. Free some space and start again.`;
  if (NO_PLACE.has(code)) return `DATA_DIR: ${dataDir} is no place that can hold a database (${code}). Set another DATA_DIR.`;
  return null;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
const REFUSED_LOGIN = new Set(['28P01', '28000']);

function ofDatabase({ code = '', message }: SystemError, { databaseUrl }: Surroundings): string | null {
  if (databaseUrl === undefined) return null;
  const { host, pathname } = new URL(databaseUrl);
  if (UNREACHABLE.has(code)) return `DATABASE_URL: no PostgreSQL answers at ${host || 'localhost'} (${code}).`;
  if (REFUSED_LOGIN.has(code)) return `DATABASE_URL: PostgreSQL at ${host} refuses the login (${message}).`;
  if (code === '3D000') return `DATABASE_URL: PostgreSQL at ${host} has no database ${decodeURIComponent(pathname.slice(1))}.`;
  return null;
}
