import { redirect } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.ts';
import { session } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { meQuery } from './me.ts';
import { setupQuery } from './setup.queries.ts';

type Location = { location: { href: string } };

/** Lets a signed-in person pass and sends everybody else to the door that fits: first run or sign in. */
export async function signedInOnly({ location }: Location): Promise<void> {
  if (!(await hasSession())) throw await doorFor(location.href);
  await queryClient.ensureQueryData(meQuery);
}

/** Sends a signed-in person straight in. */
export async function signedOutOnly(): Promise<void> {
  if (session.isOpen()) throw redirect({ to: '/numbers' });
}

async function hasSession(): Promise<boolean> {
  if (session.isOpen()) return true;
  try {
    await session.refresh();
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return false;
    throw error;
  }
}

async function doorFor(href: string) {
  const { needsSetup } = await queryClient.ensureQueryData(setupQuery);
  if (needsSetup) return redirect({ to: '/setup' });
  return redirect({ to: '/sign-in', search: href === '/' ? {} : { next: href } });
}
