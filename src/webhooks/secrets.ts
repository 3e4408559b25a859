import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SecretStore } from '../platform/crypto/secret-store.ts';
import type { Db, Tx } from '../platform/db/db.ts';

export type Headers = Record<string, string>;

export type WebhookSecrets = {
  /** A new signing secret: as it is shown once, and sealed. */
  make(tx: Tx): Promise<{ secret: string; sealed: string }>;
  sealHeaders(tx: Tx, headers: Headers): Promise<string | null>;
  /** What a delivery needs; asks the database only for what this node has not opened before. */
  openFor(organizationId: string, sealed: Sealed): Promise<{ secrets: string[]; headers: Headers }>;
};

type Sealed = { secret: string; previousSecret: string | null; headers: string | null };

const SECRET_BYTES = 32;
const SECRET_PURPOSE = 'webhooks.secret';
const HEADERS_PURPOSE = 'webhooks.headers';
const REMEMBERED = 5_000;

/** Signing secrets and custom headers, sealed in the database. */
export function createWebhookSecrets(db: Db, store: Pick<SecretStore, 'seal' | 'open'>): WebhookSecrets {
  const opened = new LRUCache<string, string>({ max: REMEMBERED });

  async function open(organizationId: string, purpose: string, sealed: string): Promise<string> {
    const known = opened.get(sealed);
    if (known !== undefined) return known;
    const plain = await db.inOrganization(organizationId, (tx) => store.open(tx, purpose, sealed));
    opened.set(sealed, plain);
    return plain;
  }

  return {
    async make(tx) {
      const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
      return { secret, sealed: await store.seal(tx, SECRET_PURPOSE, secret) };
    },
    async sealHeaders(tx, headers) {
      return Object.keys(headers).length === 0 ? null : store.seal(tx, HEADERS_PURPOSE, JSON.stringify(headers));
    },
    async openFor(organizationId, { secret, previousSecret, headers }) {
      const secrets = [secret, previousSecret].filter((each) => each !== null);
      return {
        secrets: await Promise.all(secrets.map((each) => open(organizationId, SECRET_PURPOSE, each))),
        headers: headers === null ? {} : (JSON.parse(await open(organizationId, HEADERS_PURPOSE, headers)) as Headers),
      };
    },
  };
}
