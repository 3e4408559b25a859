import type { ContactWithNames, IdentityKind } from './people.sql.ts';

/** A contact as the API shows one. */
export function showContact(row: ContactWithNames) {
  const first = (kind: IdentityKind) => row.identities.find((identity) => identity.kind === kind)?.value ?? null;
  return {
    id: row.id,
    name: row.name ?? row.profileName,
    profileName: row.profileName,
    phone: first('phone'),
    lid: first('lid'),
    businessScopedId: first('bsuid'),
    username: first('username'),
    identities: row.identities,
    language: row.language,
    country: row.country,
    timeZone: row.timeZone,
    attributes: row.attributes,
    tags: row.tags,
    blocked: row.blockedAt !== null,
    optedOut: row.consent === 'opted_out',
    consent: {
      state: row.consent,
      by: row.consentBy,
      at: row.consentAt,
      clients: row.clientConsents.map(({ clientId, consent, consentAt }) => ({ clientId, state: consent, at: new Date(consentAt) })),
    },
    lastInboundAt: row.lastInboundAt,
    lastOutboundAt: row.lastOutboundAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
