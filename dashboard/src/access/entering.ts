import { answerOf, api, session } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import type { Registration } from '../api/shapes.ts';

type Admission = { accessToken: string };

/** Takes up a login that the server has granted; what another person saw in this tab is forgotten. */
export function enter({ accessToken }: Admission): void {
  queryClient.clear();
  session.begin(accessToken);
}

export const register = (body: Registration): Promise<Admission> =>
  answerOf(api.POST('/v1/auth/register', { body: { ...body, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone } }));

export const signIn = (body: { email: string; password: string; totp?: string }): Promise<Admission> =>
  answerOf(api.POST('/v1/auth/login', { body }));

export const forgetPassword = (email: string) => answerOf(api.POST('/v1/auth/forgot', { body: { email } }));

export const resetPassword = (token: string, password: string) => answerOf(api.POST('/v1/auth/reset', { body: { token, password } }));

export const lookUpInvitation = (token: string) => answerOf(api.POST('/v1/auth/invitation', { body: { token } }));

export const acceptInvitation = (body: { token: string; name: string; password: string }): Promise<Admission> =>
  answerOf(api.POST('/v1/auth/accept', { body }));
