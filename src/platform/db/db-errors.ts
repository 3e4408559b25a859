import { AppError, unavailable, unprocessable } from '../http/errors.ts';

type PgError = Error & { code?: string; constraint?: string };

const REPEATABLE = new Set(['40001', '40P01']);
// Class 08 (connection), operator intervention, a password that another node has just changed, what Node says of a socket that went away.
const LOST = new Set(['57P01', '57P02', '57P03', '53300', '28P01', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT']);
const LOST_WORDS = /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|not queryable/;

/** True when the server or the connection went away, rather than a statement being wrong. */
export function isLostConnection(error: unknown): boolean {
  const { code = '', message } = error as PgError;
  return LOST.has(code) || code.startsWith('08') || LOST_WORDS.test(message);
}

/** True when PostgreSQL promises that nothing was kept and a second try may succeed. */
export function isRepeatable(error: unknown): boolean {
  return REPEATABLE.has((error as PgError).code ?? '') || isLostConnection(error);
}

/** The connection broke while COMMIT was under way: nobody knows whether it was kept, so nobody may try again blindly. */
export function commitUnknown(cause: unknown): AppError {
  return unavailable('db.commit_unknown', 'The database went away while saving; look whether it was saved before trying again.', 2, cause);
}

/** Gives the database's own troubles a stable code; leaves what a room has to answer for (constraints, faults) as it is. */
export function translateDbError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code = '' } = error as PgError;
  if (isLostConnection(error)) return unavailable('db.unavailable', 'The database cannot be reached at the moment.', 2, error);
  if (REPEATABLE.has(code)) return unavailable('db.conflict', 'Two changes met; try again.', 1, error);
  if (code === '55P03') return unavailable('db.busy', 'Another change holds what this one needs; try again.', 1, error);
  if (code === '57014') return unavailable('db.timeout', 'The database took too long for this request.', 2, error);
  if (code === '53100' || code === '53200') return unavailable('db.full', 'The database has no room left.', 30, error);
  if (code === '22021' || code === '22P05') {
    return unprocessable([{ path: '', message: 'Text must not hold the NUL character.' }]);
  }
  return error;
}

/** The name of the violated constraint, when that is what went wrong; rooms turn the ones they know into their own errors. */
export function violatedConstraint(error: unknown): string | null {
  const { code = '', constraint } = error as PgError;
  return code.startsWith('23') ? (constraint ?? null) : null;
}
