import { hmac } from '../../platform/crypto/mac.ts';

type Message = { id: string; timestampSeconds: number; body: string };

const PREFIX = 'whsec_';

/**
 * The headers of Standard Webhooks 1.0: one signature for each secret, so that during a rotation receivers with the old one and
 * with the new one both verify. `X-Waxwing-Signature` is the older habit: of the body alone, by the newest secret as it is written.
 */
export function signedHeaders(secrets: readonly string[], { id, timestampSeconds, body }: Message): Record<string, string> {
  const [newest = ''] = secrets;
  const signed = `${id}.${timestampSeconds}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': secrets.map((secret) => `v1,${hmac(keyOf(secret), signed).toString('base64')}`).join(' '),
    'X-Waxwing-Signature': `sha256=${hmac(newest, body).toString('hex')}`,
  };
}

const keyOf = (secret: string) => Buffer.from(secret.slice(PREFIX.length), 'base64');
