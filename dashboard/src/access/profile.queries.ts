import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { AccountChange, OrganizationChange } from '../api/shapes.ts';

export const loginsQuery = queryOptions({ queryKey: ['logins'], queryFn: () => answerOf(api.GET('/v1/auth/logins')) });

export const changeAccount = (body: AccountChange) => answerOf(api.PATCH('/v1/auth/me', { body }));
export const changePassword = (currentPassword: string, newPassword: string) =>
  answerOf(api.POST('/v1/auth/password', { body: { currentPassword, newPassword } }));
export const beginTotp = (password: string) => answerOf(api.POST('/v1/auth/totp', { body: { password } }));
export const confirmTotp = (code: string) => answerOf(api.POST('/v1/auth/totp/confirm', { body: { code } }));
export const disableTotp = (password: string) => answerOf(api.DELETE('/v1/auth/totp', { body: { password } }));
export const endLogin = (id: string) => answerOf(api.DELETE('/v1/auth/logins/{id}', { params: { path: { id } } }));
export const changeOrganization = (body: OrganizationChange) => answerOf(api.PATCH('/v1/organization', { body }));
