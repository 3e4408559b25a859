import type { IconName } from '../parts/icon.tsx';

type Path = '/inbox' | '/numbers' | '/contacts' | '/team' | '/api-keys' | '/webhooks' | '/events' | '/audit-log' | '/settings';

export type Place = {
  to: Path;
  name: 'inbox' | 'numbers' | 'contacts' | 'team' | 'apiKeys' | 'webhooks' | 'events' | 'auditLog' | 'settings';
  icon: IconName;
  needs?: string;
};
export type PlaceGroup = { name: 'work' | 'developers' | 'organization'; places: Place[] };

/** The pages of the rail, in its order; a page that does not exist yet does not stand here. */
const groups: PlaceGroup[] = [
  {
    name: 'work',
    places: [
      { to: '/inbox', name: 'inbox', icon: 'inbox', needs: 'conversations.read' },
      { to: '/contacts', name: 'contacts', icon: 'user', needs: 'contacts.read' },
      { to: '/numbers', name: 'numbers', icon: 'numbers', needs: 'clients.read' },
    ],
  },
  {
    name: 'developers',
    places: [
      { to: '/api-keys', name: 'apiKeys', icon: 'key', needs: 'apiKeys.read' },
      { to: '/webhooks', name: 'webhooks', icon: 'webhook', needs: 'webhooks.read' },
      { to: '/events', name: 'events', icon: 'pulse', needs: 'events.read' },
    ],
  },
  {
    name: 'organization',
    places: [
      { to: '/team', name: 'team', icon: 'team', needs: 'users.read' },
      { to: '/audit-log', name: 'auditLog', icon: 'audit', needs: 'audit.read' },
      { to: '/settings', name: 'settings', icon: 'settings' },
    ],
  },
];

/** The groups with the pages that someone with these permissions can open. */
export function placesFor(permissions: string[]): PlaceGroup[] {
  return groups
    .map((group) => ({ ...group, places: group.places.filter(({ needs }) => !needs || permissions.includes(needs)) }))
    .filter(({ places }) => places.length > 0);
}
