import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { everyPage, largestPage } from '../api/every-page.ts';
import type { Role } from '../api/shapes.ts';

/** The members of the organization, or those who were removed and can still be brought back. */
export const usersQuery = (deleted: boolean) =>
  queryOptions({
    queryKey: ['users', { deleted }],
    queryFn: () =>
      everyPage((from) =>
        answerOf(api.GET('/v1/users', { params: { query: { limit: largestPage, deleted: deleted ? 'true' : 'false', ...from } } })),
      ),
  });

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () =>
    everyPage((from) => answerOf(api.GET('/v1/invitations', { params: { query: { limit: largestPage, status: 'pending', ...from } } }))),
});

/** Which numbers a member is assigned. */
export const assignedQuery = (userId: string) =>
  queryOptions({ queryKey: ['users', userId, 'clients'], queryFn: () => answerOf(api.GET('/v1/users/{id}/clients', at(userId))) });

/** What each role may do, and what it may by default. */
export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: () => answerOf(api.GET('/v1/roles')) });

export const invite = (body: { email: string; role: Role }, idempotencyKey: string) =>
  answerOf(api.POST('/v1/invitations', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
export const inviteAgain = (id: string) => answerOf(api.POST('/v1/invitations/{id}/resend', at(id)));
export const revokeInvitation = (id: string) => answerOf(api.DELETE('/v1/invitations/{id}', at(id)));
export const changeRole = (id: string, role: Role) => answerOf(api.PATCH('/v1/users/{id}', { ...at(id), body: { role } }));
export const removeUser = (id: string) => answerOf(api.DELETE('/v1/users/{id}', at(id)));
export const restoreUser = (id: string) => answerOf(api.POST('/v1/users/{id}/restore', at(id)));
export const makeOwner = (id: string, password: string) =>
  answerOf(api.POST('/v1/users/{id}/transfer-ownership', { ...at(id), body: { password } }));
export const removeTotp = (id: string) => answerOf(api.DELETE('/v1/users/{id}/totp', at(id)));
export const sendPasswordReset = (id: string) => answerOf(api.POST('/v1/users/{id}/reset-password', at(id)));
export const assignClients = (id: string, clientIds: string[]) =>
  answerOf(api.PUT('/v1/users/{id}/clients', { ...at(id), body: { clientIds } }));
export const setPermission = (role: Role, permission: string, granted: boolean) =>
  answerOf(api.PUT('/v1/roles/{role}', { params: { path: { role } }, body: { permissions: { [permission]: granted } } }));

function at(id: string) {
  return { params: { path: { id } } };
}
