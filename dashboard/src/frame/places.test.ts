import { describe, expect, it } from '@jest/globals';
import { placesFor } from './places.ts';

const names = (permissions: string[]) => placesFor(permissions).flatMap(({ places }) => places.map(({ name }) => name));

describe('the pages of the rail', () => {
  it('are all there for someone who may see all', () => {
    expect(
      names([
        'conversations.read',
        'contacts.read',
        'clients.read',
        'apiKeys.read',
        'webhooks.read',
        'events.read',
        'users.read',
        'audit.read',
      ]),
    ).toEqual(['inbox', 'contacts', 'numbers', 'apiKeys', 'webhooks', 'events', 'team', 'auditLog', 'settings']);
  });

  it('leave out what would be refused, and a group with nothing in it', () => {
    expect(names(['clients.read', 'users.read'])).toEqual(['numbers', 'team', 'settings']);
    expect(placesFor([]).map(({ name }) => name)).toEqual(['organization']);
  });
});
