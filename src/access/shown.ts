import type { OrganizationRow, UserRow } from './auth/auth.sql.ts';

type ShownUser = Pick<UserRow, 'id' | 'name' | 'email' | 'role' | 'isOwner' | 'totpConfirmedAt' | 'createdAt' | 'deletedAt'>;

/** A user as the API shows one: nothing that is kept for signing in. */
export function showUser({ id, name, email, role, isOwner, totpConfirmedAt, createdAt, deletedAt }: ShownUser) {
  return { id, name, email, role, isOwner, totpEnabled: totpConfirmedAt !== null, createdAt, deletedAt };
}

/** An organisation as the API shows one. */
export function showOrganization({ organizationId, name, timezone, plan, settings, createdAt }: OrganizationRow) {
  return { id: organizationId, name, timezone, plan, settings: settingsOf(settings), createdAt };
}

type OrganizationSettings = { requireTotp: boolean; eventRetentionDays: number | null };

/** Every setting there is, also those that nobody has set; a null means as long as the operator of the server says. */
export const settingsOf = (settings: Record<string, unknown>): OrganizationSettings => ({
  requireTotp: settings['requireTotp'] === true,
  eventRetentionDays: (settings['eventRetentionDays'] as number | null | undefined) ?? null,
});
