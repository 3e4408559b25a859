import type { z } from 'zod';
import type { Caller } from '../../platform/http/caller.ts';
import { listOf } from '../../platform/http/lists.ts';
import { del, get, idParams, patch, post, put } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { Organization, User } from '../access.schema.ts';
import { provePassword } from '../auth/account.ts';
import { PasswordProof, SignedIn } from '../auth/auth.schema.ts';
import { acceptInvitation, prepareAcceptance, previewInvitation } from './accept.ts';
import { addUser, prepareUser } from './add-user.ts';
import { invite, listInvitations, prepareInvitation, resendInvitation, revokeInvitation } from './invitations.ts';
import { changeOrganization, getOrganization } from './organization.ts';
import { changeOwnAccount, prepareOwnChange } from './own-account.ts';
import { prepareReset, resetPassword, resetPasswordOf, sendResetLink } from './resets.ts';
import { changeRole, listRoles } from './roles.ts';
import type { TeamDeps } from './team.ts';
import {
  AcceptedInvitation,
  ChangedAccount,
  ChangedOrganization,
  ChangedRole,
  ChangedUser,
  ForgottenAnswer,
  ForgottenPassword,
  Invitation,
  InvitationPreview,
  InvitationWithLink,
  LinkToken,
  ListInvitations,
  ListUsers,
  NewInvitation,
  NewPassword,
  NewUser,
  NewUserAnswer,
  ResetLink,
  RoleMatrix,
  RolePermissions,
  roleParams,
} from './team.schema.ts';
import { changeUser, deleteUser, getUser, listUsers, removeSecondFactor, restoreUser, transferOwnership } from './users.ts';

type Prepares<Body extends z.ZodType> = { caller: Caller; body: z.output<Body> };

/** The organisation, its people, what their roles may do, and the two ways in by a link. */
export function teamRoutes(deps: TeamDeps): Route[] {
  return [...organizationRoutes(), ...userRoutes(deps), ...invitationRoutes(deps), ...linkRoutes(deps)];
}

function organizationRoutes(): Route[] {
  return [
    get(
      '/v1/organization',
      { allow: 'organization.read', summary: 'Your organisation and its settings', answer: Organization },
      getOrganization,
    ),
    patch(
      '/v1/organization',
      { allow: 'organization.manage', summary: 'Change name, time zone or settings', body: ChangedOrganization, answer: Organization },
      changeOrganization,
    ),
    get('/v1/roles', { allow: 'users.read', summary: 'What each role may do', answer: RoleMatrix }, listRoles),
    put(
      '/v1/roles/:role',
      { allow: 'roles.manage', summary: 'Give and take permissions', params: roleParams, body: ChangedRole, answer: RolePermissions },
      changeRole,
    ),
  ];
}

function userRoutes(deps: TeamDeps): Route[] {
  const manage = { allow: 'users.manage', params: idParams } as const;
  const remove = { allow: 'users.delete', params: idParams } as const;
  return [
    get('/v1/users', { allow: 'users.read', summary: 'The team', query: ListUsers, answer: listOf(User) }, listUsers),
    post(
      '/v1/users',
      {
        allow: 'users.invite',
        summary: 'Add a user; without a password this makes an invitation link',
        body: NewUser,
        answer: NewUserAnswer,
        status: 201,
        secret: true,
        prepare: (call: Prepares<typeof NewUser>) => prepareUser(deps, call),
      },
      (call) => addUser(deps, call),
    ),
    get('/v1/users/:id', { allow: 'users.read', summary: 'One user', params: idParams, answer: User }, getUser),
    patch('/v1/users/:id', { ...manage, summary: 'Change name, e-mail or role', body: ChangedUser, answer: User }, changeUser),
    del('/v1/users/:id', { ...remove, summary: 'Remove a user; it can be undone for 30 days', answer: null }, deleteUser),
    post('/v1/users/:id/restore', { ...remove, summary: 'Bring a removed user back', answer: User }, restoreUser),
    post(
      '/v1/users/:id/reset-password',
      { ...manage, summary: 'End all sign-ins and let the user choose a new password', answer: ResetLink, secret: true },
      (call) => resetPasswordOf(deps, call),
    ),
    del(
      '/v1/users/:id/totp',
      { ...manage, summary: 'Take away a lost second factor; ends all sign-ins', answer: null },
      removeSecondFactor,
    ),
    post(
      '/v1/users/:id/transfer-ownership',
      {
        ...manage,
        summary: 'Make this user the owner; needs your password',
        body: PasswordProof,
        answer: User,
        prepare: (call: Prepares<typeof PasswordProof>) => provePassword(deps, call),
      },
      transferOwnership,
    ),
    patch(
      '/v1/auth/me',
      {
        allow: 'signedIn',
        summary: 'Change your own name, or with your password your e-mail address',
        body: ChangedAccount,
        answer: User,
        prepare: (call: Prepares<typeof ChangedAccount>) => prepareOwnChange(deps, call),
      },
      changeOwnAccount,
    ),
  ];
}

function invitationRoutes(deps: TeamDeps): Route[] {
  const may = { allow: 'users.invite' } as const;
  return [
    get('/v1/invitations', { ...may, summary: 'Who was invited', query: ListInvitations, answer: listOf(Invitation) }, listInvitations),
    post(
      '/v1/invitations',
      {
        ...may,
        summary: 'Invite somebody; the link is shown this once',
        body: NewInvitation,
        answer: InvitationWithLink,
        status: 201,
        secret: true,
        prepare: (call: Prepares<typeof NewInvitation>) => prepareInvitation(deps, call.body),
      },
      (call) => invite(deps, call, call.body, call.prepared),
    ),
    del('/v1/invitations/:id', { ...may, summary: 'Revoke an invitation', params: idParams, answer: null }, revokeInvitation),
    post(
      '/v1/invitations/:id/resend',
      { ...may, summary: 'A new link for the same person', params: idParams, answer: InvitationWithLink, secret: true },
      (call) => resendInvitation(deps, call),
    ),
  ];
}

/** For people who cannot sign in yet or any more; the token comes in the body, because addresses are logged. */
function linkRoutes(deps: TeamDeps): Route[] {
  const open = { allow: 'public' } as const;
  return [
    post(
      '/v1/auth/invitation',
      { ...open, anyText: true, summary: 'What a link invites to', body: LinkToken, answer: InvitationPreview },
      (call) => previewInvitation(deps.db, call.body.token),
    ),
    post(
      '/v1/auth/accept',
      {
        ...open,
        anyText: true,
        summary: 'Join the organisation and sign in',
        body: AcceptedInvitation,
        answer: SignedIn,
        status: 201,
        prepare: (call: { body: z.output<typeof AcceptedInvitation> }) => prepareAcceptance(deps, call),
      },
      (call) => acceptInvitation(deps, call),
    ),
    post(
      '/v1/auth/forgot',
      {
        ...open,
        limit: 'reset',
        summary: 'Ask for a link to a new password',
        body: ForgottenPassword,
        answer: ForgottenAnswer,
        status: 202,
      },
      async (call) => sendResetLink(deps, call.body.email, call),
    ),
    post(
      '/v1/auth/reset',
      {
        ...open,
        anyText: true,
        summary: 'Choose a new password',
        body: NewPassword,
        answer: null,
        prepare: (call: { body: z.output<typeof NewPassword> }) => prepareReset(deps, call),
      },
      (call) => resetPassword(deps.db, call),
    ),
  ];
}
