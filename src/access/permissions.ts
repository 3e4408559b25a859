/** Roles from the most to the least powerful. The owner is an admin with a flag. */
export const ROLES = ['admin', 'manager', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that has each permission by default. Each guards at least one route; a test says so. */
export const PERMISSIONS = {
  'organization.read': 'viewer',
  'organization.manage': 'admin',
  'users.read': 'viewer',
  'users.invite': 'manager',
  'users.manage': 'admin',
  'users.delete': 'admin',
  'roles.manage': 'admin',
  'apiKeys.read': 'admin',
  'apiKeys.manage': 'admin',
  'audit.read': 'admin',
  'audit.export': 'admin',
  'clients.read': 'viewer',
  'clients.create': 'manager',
  'clients.manage': 'manager',
  'clients.link': 'admin',
  'clients.delete': 'admin',
  'clients.assign': 'manager',
  'clients.screenshot': 'admin',
  'safety.read': 'viewer',
  'safety.manage': 'manager',
  'messages.read': 'viewer',
  'messages.send': 'agent',
  'messages.manage': 'agent',
  'messages.overrideConsent': 'admin',
  'conversations.read': 'viewer',
  'conversations.write': 'agent',
  'conversations.assign': 'manager',
  'inbound.manage': 'admin',
  'events.read': 'viewer',
  'webhooks.read': 'manager',
  'webhooks.manage': 'admin',
  'media.read': 'viewer',
  'media.write': 'agent',
  'media.delete': 'manager',
  'contacts.read': 'viewer',
  'contacts.write': 'agent',
  'contacts.import': 'manager',
  'contacts.export': 'manager',
  'contacts.erase': 'admin',
  'consent.read': 'viewer',
  'consent.override': 'manager',
  'segments.manage': 'manager',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof PERMISSIONS;

/** What an organisation changed for a role: a permission given or taken. */
export type Override = { role: Role; permission: string; granted: boolean };

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

const rank = (role: Role) => ROLES.indexOf(role);

/** What a role may do: the default matrix with the organisation's changes; an admin may always do everything. */
export function permissionsOf(role: Role, overrides: readonly Override[]): ReadonlySet<Permission> {
  if (role === 'admin') return new Set(ALL_PERMISSIONS);
  const changed = new Map(overrides.filter((each) => each.role === role).map(({ permission, granted }) => [permission, granted]));
  return new Set(ALL_PERMISSIONS.filter((permission) => changed.get(permission) ?? rank(role) <= rank(PERMISSIONS[permission])));
}

/** True when the first role stands at or above the second. */
export function atLeast(role: Role, other: Role): boolean {
  return rank(role) <= rank(other);
}
