import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { answerOf, api, session } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import type { Me, User } from '../api/shapes.ts';

/** Who is signed in, their organization and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => withUser(await answerOf(api.GET('/v1/auth/me'))),
  staleTime: 60_000,
});

type SignedIn = Me & { user: User };

/** The signed-in person; every page behind the entrance has one. */
export function useMe(): SignedIn {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the signed-in person may do something, in the server's own word for it. */
export function useMay(permission: string): boolean {
  return useMe().permissions.includes(permission);
}

/** Only a program's key has no user, and the dashboard never holds one. */
function withUser(me: Me): SignedIn {
  const { user } = me;
  if (user === null) throw new Error('The dashboard is signed in without a person.');
  return { ...me, user };
}

/** Ends this login here and on the server; without a connection at least here. */
export async function signOut(): Promise<void> {
  await api.POST('/v1/auth/logout').catch(() => undefined);
  session.end();
  queryClient.clear();
}
