import type { OrganizationRow, UserRow } from './auth/auth.sql.ts';

type ShownUser = Pick<UserRow, 'id' | 'name' | 'email' | 'role' | 'isOwner' | 'totpConfirmedAt' | 'createdAt' | 'deletedAt'>;

/** A user as the API shows one: nothing that is kept for signing in. */
export function showUser({ id, name, email, role, isOwner, totpConfirmedAt, createdAt, deletedAt }: ShownUser) {
  return { id, name, email, role, isOwner, totpEnabled: totpConfirmedAt !== null, createdAt, deletedAt };
}

/** An organisation as the API shows one. */
export function showOrganization({ organizationId, name, timezone, plan, settings, createdAt }: OrganizationRow) {
  return { id: organizationId, name, timezone, plan, settings: { requireTotp: settings.requireTotp === true }, createdAt };
}
