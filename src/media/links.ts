import type { Clock } from '../platform/clock.ts';
import { equalSecrets, hmac } from '../platform/crypto/mac.ts';
import type { Keyring } from '../platform/crypto/master-key.ts';
import { notFound } from '../platform/http/errors.ts';

/** Links that show one file to whoever has them, for a while: for `<img>`, for a webhook's receiver. */
export type Links = {
  make(organizationId: string, mediaId: string): { url: string; expiresAt: Date };
  /** Refuses what was not made here, was changed, or is over. */
  check(mediaId: string, query: { organization: string; expires: number; signature: string }): void;
};

const VALID_MS = 60 * 60_000;

export function createLinks({ keyring, publicUrl, clock }: { keyring: Keyring; publicUrl: string; clock: Clock }): Links {
  const keys = [keyring.current, ...keyring.others].map((key) => key.deriveKey('media links'));
  const sign = (key: Buffer, mediaId: string, organization: string, expires: number) =>
    hmac(key, `${organization}.${mediaId}.${expires}`).toString('base64url');
  return {
    make(organization, mediaId) {
      const expires = Math.floor((clock.now().getTime() + VALID_MS) / 1000);
      const [current] = keys as [Buffer];
      const query = new URLSearchParams({
        organization,
        expires: String(expires),
        signature: sign(current, mediaId, organization, expires),
      });
      return { url: `${publicUrl}/v1/media/${mediaId}/shared?${query.toString()}`, expiresAt: new Date(expires * 1000) };
    },
    check(mediaId, { organization, expires, signature }) {
      const good = keys.some((key) => equalSecrets(signature, sign(key, mediaId, organization, expires)));
      if (!good || expires * 1000 < clock.now().getTime()) throw notFound('media');
    },
  };
}
