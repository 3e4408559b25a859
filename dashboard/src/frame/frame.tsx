import { AppShell } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../access/me.ts';
import { session } from '../api/client.ts';
import { useLiveAnswers } from '../events/use-live-answers.ts';
import { WebhooksNotice } from '../webhooks/webhooks-notice.tsx';
import { BottomBar } from './bottom-bar.tsx';
import classes from './frame.module.css';
import { PageLoading } from './page-loading.tsx';
import { placesFor } from './places.ts';
import { Rail } from './rail.tsx';
import { RouteAnnouncer } from './route-announcer.tsx';

const SecondFactorRequired = lazy(() =>
  import('../access/second-factor-required.tsx').then((module) => ({ default: module.SecondFactorRequired })),
);
const CommandPalette = lazy(() => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })));

/** The rail at the left, on a phone the bar at the bottom, and the page. */
export function Frame() {
  const { t } = useTranslation();
  const { permissions, mustEnrolTotp } = useMe();
  const [searching, search] = useDisclosure(false);
  const groups = mustEnrolTotp ? [] : placesFor(permissions);
  useHotkeys([['mod+K', search.open]], [], true);
  useSignInWhenSessionEnds();
  useLiveAnswers();
  return (
    <AppShell
      layout="alt"
      padding={0}
      navbar={{ width: { base: 0, sm: 64, lg: 224 }, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 'calc(56px + env(safe-area-inset-bottom))', sm: 0 } }}
    >
      <a className={classes.skip} href="#content">
        {t('frame.skip')}
      </a>
      <AppShell.Navbar visibleFrom="sm" className={classes.rail} aria-label={t('frame.navigation')} withBorder={false}>
        <Rail groups={groups} onSearch={search.open} />
      </AppShell.Navbar>
      <AppShell.Main id="content" className={classes.main} tabIndex={-1}>
        {!mustEnrolTotp && <WebhooksNotice />}
        <Suspense fallback={<PageLoading />}>{mustEnrolTotp ? <SecondFactorRequired /> : <Outlet />}</Suspense>
      </AppShell.Main>
      <AppShell.Footer className={classes.bar} hiddenFrom="sm" component="nav" aria-label={t('frame.navigation')} withBorder={false}>
        <BottomBar groups={groups} onSearch={search.open} />
      </AppShell.Footer>
      <RouteAnnouncer />
      <Suspense>{searching && <CommandPalette onClose={search.close} groups={groups} />}</Suspense>
    </AppShell>
  );
}

/** A login can end elsewhere: revoked, expired, the person removed. */
function useSignInWhenSessionEnds(): void {
  const navigate = useNavigate();
  useEffect(
    () => session.onEnd((lost) => void navigate({ to: '/sign-in', search: lost ? { next: window.location.pathname } : {} })),
    [navigate],
  );
}
