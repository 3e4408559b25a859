/** A start that cannot succeed without a person: the message is one line and says what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns what the system answered into an error that tells what to do. */
export function explain(error: unknown): EmbeddedError {
  if (error instanceof EmbeddedError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const advice = ADVICE[errorCode(error) ?? ''] ?? 'see the log, or set DATABASE_URL';
  return new EmbeddedError(`PostgreSQL could not be started (${message}): ${advice}.`, { cause: error });
}

const ADVICE: Record<string, string> = {
  EACCES: 'let the user that runs Waxwing read and write DATA_DIR, or start it as another user',
  EPERM: 'let the user that runs Waxwing own DATA_DIR, start it as an ordinary user, or set DATABASE_URL',
  EROFS: 'DATA_DIR must lie on a file system that can be written',
  ENOSPC: 'the disk is full, free some space',
  EDQUOT: 'the disk quota is used up, free some space',
};
