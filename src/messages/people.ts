import type { Person } from '../channels/channels.ts';
import type { KnownAs } from '../contacts/contacts.ts';

/** A person of a channel in the words of contacts. */
export function knownAs({ phone, lid, businessScopedId, username, name }: Person): KnownAs {
  return {
    ...(phone !== undefined && { phone }),
    ...(lid !== undefined && { lid }),
    ...(businessScopedId !== undefined && { bsuid: businessScopedId }),
    ...(username !== undefined && { username }),
    ...(name !== undefined && { name }),
  };
}
