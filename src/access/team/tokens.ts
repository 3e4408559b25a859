import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A token for a one-time link, and the form in which it is stored. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** 256 random bits need no slow hash: nobody can try them all. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The token stands behind the `#`, which browsers keep to themselves: no log and no Referer ever has it. */
export function oneTimeLink(publicUrl: string, page: 'invitation' | 'reset', token: string): string {
  return `${publicUrl}/${page}#${token}`;
}
