import { z } from 'zod';
import { listQuery } from '../../platform/http/lists.ts';
import { Email, Password, PersonName, Role, Time, Timezone, User } from '../access.schema.ts';

const linkToken = z.string().min(1).max(200);

/** The answer to a user without a password: nobody yet, until the link is followed, but known by this id then. The link is shown this once. */
export const InvitedUser = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    invitation: z.object({ id: z.uuid(), link: z.url(), expiresAt: Time }),
  })
  .meta({ id: 'InvitedUser' });
export const NewUserAnswer = z.union([User, InvitedUser]);

export const ListUsers = listQuery.extend({
  deleted: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});

export const NewUser = z.strictObject({ name: PersonName, email: Email, role: Role, password: Password.optional() });
export const ChangedUser = z.strictObject({ name: PersonName, email: Email, role: Role }).partial();

/** One's own account. A new address needs the password: links to a new one are sent there. */
export const ChangedAccount = z.strictObject({ name: PersonName, email: Email, currentPassword: Password }).partial();

/** With mail the link goes to the user alone; without, whoever asked hands it over. */
export const ResetLink = z.object({ link: z.url().nullable(), expiresAt: Time, mailed: z.boolean() });

const INVITATION_STATES = ['pending', 'accepted', 'revoked', 'expired'] as const;

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    role: Role,
    status: z.enum(INVITATION_STATES),
    invitedBy: z.object({ id: z.uuid(), name: z.string() }),
    createdAt: Time,
    expiresAt: Time,
    acceptedAt: Time.nullable(),
    revokedAt: Time.nullable(),
  })
  .meta({ id: 'Invitation' });

/** An invitation with its link, which is shown this once. */
export const InvitationWithLink = Invitation.extend({ link: z.url() }).meta({ id: 'InvitationWithLink' });

export const ListInvitations = listQuery.extend({ status: z.enum(INVITATION_STATES).optional() });
export const NewInvitation = z.strictObject({ email: Email, role: Role, name: PersonName.optional() });

export const LinkToken = z.strictObject({ token: linkToken });
export const InvitationPreview = z.object({ organizationName: z.string(), email: z.string(), name: z.string().nullable(), role: Role });
export const AcceptedInvitation = z.strictObject({ token: linkToken, name: PersonName, password: Password });

export const ForgottenPassword = z.strictObject({ email: Email });
export const ForgottenAnswer = z.object({ message: z.string() });
export const NewPassword = z.strictObject({ token: linkToken, password: Password });

/** What an organisation can decide for itself; a setting that is left out stays as it is. */
const settings = z.strictObject({ requireTotp: z.boolean(), eventRetentionDays: z.int().min(1).max(3_650).nullable() }).partial();

export const ChangedOrganization = z.strictObject({
  name: PersonName.optional(),
  timezone: Timezone.optional(),
  settings: settings.optional(),
  plan: z.never({ error: 'The operator of this server sets the plan.' }).optional(),
});

export const RolePermissions = z
  .object({
    role: Role,
    /** An admin may always do everything. */
    fixed: z.boolean(),
    permissions: z.record(z.string(), z.object({ granted: z.boolean(), default: z.boolean() })),
  })
  .meta({ id: 'RolePermissions' });

export const RoleMatrix = z.object({ data: z.array(RolePermissions) });
export const roleParams = z.object({ role: Role });
export const ChangedRole = z.strictObject({ permissions: z.record(z.string(), z.boolean()) });
