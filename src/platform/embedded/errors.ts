/** A start that cannot succeed without a person: the message is one line and says what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
