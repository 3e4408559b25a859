import { z } from 'zod';
import { listQuery } from '../../platform/http/lists.ts';
import { ROLES } from '../permissions.ts';

const role = z.enum(ROLES);
const personName = z.string().trim().min(1).max(200);
const time = z.iso.datetime();
/** Lower case and without spaces around it: the form in which it is stored and compared. */
const emailAddress = z.string().trim().toLowerCase().pipe(z.email().max(320));
const linkToken = z.string().min(1).max(200);
const password = z.string().min(1).max(1_000);

export const TeamUser = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role,
    isOwner: z.boolean(),
    totpEnabled: z.boolean(),
    createdAt: time,
    updatedAt: time,
    deletedAt: time.nullable(),
  })
  .meta({ id: 'TeamUser' });

/** The answer to a user without a password: nobody yet, until the link is followed. It is shown this once. */
export const InvitedUser = z
  .object({
    name: z.string(),
    email: z.string(),
    role,
    invitation: z.object({ id: z.uuid(), link: z.url(), expiresAt: time }),
  })
  .meta({ id: 'InvitedUser' });

export const ListUsers = listQuery.extend({
  deleted: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});

export const NewUser = z.strictObject({ name: personName, email: emailAddress, role, password: password.optional() });
export const ChangedUser = z.strictObject({ name: personName, email: emailAddress, role }).partial();

/** With mail the link goes to the user alone; without, whoever asked hands it over. */
export const ResetLink = z.object({ link: z.url().nullable(), expiresAt: time, mailed: z.boolean() });

const INVITATION_STATES = ['pending', 'accepted', 'revoked', 'expired'] as const;

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    role,
    status: z.enum(INVITATION_STATES),
    invitedBy: z.object({ id: z.uuid(), name: z.string() }),
    createdAt: time,
    expiresAt: time,
    acceptedAt: time.nullable(),
    revokedAt: time.nullable(),
  })
  .meta({ id: 'Invitation' });

/** An invitation with its link, which is shown this once. */
export const InvitationWithLink = Invitation.extend({ link: z.url() }).meta({ id: 'InvitationWithLink' });

export const ListInvitations = listQuery.extend({ status: z.enum(INVITATION_STATES).optional() });
export const NewInvitation = z.strictObject({ email: emailAddress, role, name: personName.optional() });

export const LinkToken = z.strictObject({ token: linkToken });
export const InvitationPreview = z.object({ organizationName: z.string(), email: z.string(), name: z.string().nullable(), role });
export const AcceptedInvitation = z.strictObject({ token: linkToken, name: personName, password });
export const JoinedUser = z.object({ user: TeamUser });

export const ForgottenPassword = z.strictObject({ email: emailAddress });
export const ForgottenAnswer = z.object({ message: z.string() });
export const NewPassword = z.strictObject({ token: linkToken, password });

const organizationSettings = z.strictObject({ requireTotp: z.boolean() });

export const Organization = z
  .object({
    id: z.uuid(),
    name: z.string(),
    timezone: z.string(),
    plan: z.enum(['free', 'pro', 'enterprise']),
    settings: organizationSettings,
    createdAt: time,
  })
  .meta({ id: 'Organization' });

export const ChangedOrganization = z.strictObject({
  name: personName.optional(),
  timezone: z.string().max(100).refine(isTimeZone, { error: 'Use a time zone of the IANA list, such as Europe/Berlin or UTC.' }).optional(),
  settings: organizationSettings.partial().optional(),
  plan: z.never({ error: 'The operator of this server sets the plan.' }).optional(),
});

// Offsets such as +02:00 are zones to Intl, but not names of the list.
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const RolePermissions = z
  .object({
    role,
    /** An admin may always do everything. */
    fixed: z.boolean(),
    permissions: z.record(z.string(), z.object({ granted: z.boolean(), default: z.boolean() })),
  })
  .meta({ id: 'RolePermissions' });

export const RoleMatrix = z.object({ data: z.array(RolePermissions) });
export const roleParams = z.object({ role });
export const ChangedRole = z.strictObject({ permissions: z.record(z.string(), z.boolean()) });
