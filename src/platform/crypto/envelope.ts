import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** 32 bytes with the name that is written into every record they seal. */
export type Key = { id: string; bytes: Buffer };

export type SealErrorReason = 'malformed' | 'unknown_key' | 'tampered';

/** A sealed record that cannot be opened. The message holds neither the record nor its plaintext. */
export class SealError extends Error {
  override name = 'SealError';
  reason: SealErrorReason;

  constructor(reason: SealErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const RECORD = /^v1\.([\w-]{1,64})\.([\w-]+)$/;

/**
 * AES-256-GCM. `context` says what the record is and must be the same on opening, so that a record copied to another
 * place in the database does not open there.
 */
export function sealWith(key: Key, plaintext: Buffer, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(key.id, context));
  const record = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return `v1.${key.id}.${record.toString('base64url')}`;
}

/** Opens what `sealWith` made, or throws a SealError. */
export function openWith(key: Key, sealed: string, context: string): Buffer {
  const { keyId, record } = parse(sealed);
  if (keyId !== key.id) throw new SealError('unknown_key', 'The record was sealed with another key');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, record.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated(keyId, context));
  decipher.setAuthTag(record.subarray(record.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(record.subarray(NONCE_BYTES, record.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealError('tampered', 'The record was changed, or sealed for another purpose');
  }
}

/** The id of the key that opens this record. */
export function keyIdOf(sealed: string): string {
  return parse(sealed).keyId;
}

function parse(sealed: string): { keyId: string; record: Buffer } {
  const [, keyId, text] = RECORD.exec(sealed) ?? [];
  const record = Buffer.from(text ?? '', 'base64url');
  // Node drops what is not base64url; the comparison refuses a record with a second spelling.
  if (keyId === undefined || record.length < NONCE_BYTES + TAG_BYTES || record.toString('base64url') !== text) {
    throw new SealError('malformed', 'Not a sealed record');
  }
  return { keyId, record };
}

function authenticated(keyId: string, context: string): Buffer {
  return Buffer.from(`v1.${keyId}.${context}`);
}
