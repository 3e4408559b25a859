/** A start that cannot succeed without a person: the message is one line and says what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

/** The system's or the server's code of an error, for example ENOENT or 57P03. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Turns what the system answered into an error that tells what to do. */
export function explain(error: unknown): EmbeddedError {
  if (error instanceof EmbeddedError) return error;
  const advice = ADVICE[errorCode(error) ?? ''] ?? 'see the log, or set DATABASE_URL';
  return new EmbeddedError(`PostgreSQL could not be started (${String(error)}): ${advice}.`, { cause: error });
}

const ADVICE: Record<string, string> = {
  EACCES: 'let the user that runs Waxwing read and write DATA_DIR, or start it as another user',
  EPERM: 'let the user that runs Waxwing own DATA_DIR, start it as an ordinary user, or set DATABASE_URL',
  EROFS: 'DATA_DIR must lie on a file system that can be written',
  ENOSPC: 'the disk is full, free some space',
  EDQUOT: 'the disk quota is used up, free some space',
};
