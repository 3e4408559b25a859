import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { signedInOnly, signedOutOnly } from './access/entrance.ts';
import { entering } from './access/links.ts';
import { inboxSearch } from './inbox/inbox-search.ts';
import { PageFailed } from './frame/page-failed.tsx';
import { PageNotFound } from './frame/page-not-found.tsx';
import { PageLoading } from './frame/page-loading.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: PageNotFound });

const entrance = createRoute({
  getParentRoute: () => root,
  id: 'entrance',
  component: lazyRouteComponent(() => import('./access/entrance-frame.tsx'), 'EntranceFrame'),
});

const setup = createRoute({
  getParentRoute: () => entrance,
  path: '/setup',
  beforeLoad: signedOutOnly,
  component: lazyRouteComponent(() => import('./access/setup-page.tsx'), 'SetupPage'),
});
const signIn = createRoute({
  getParentRoute: () => entrance,
  path: '/sign-in',
  validateSearch: entering,
  beforeLoad: signedOutOnly,
  component: lazyRouteComponent(() => import('./access/sign-in-page.tsx'), 'SignInPage'),
});
const forgot = createRoute({
  getParentRoute: () => entrance,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./access/forgot-page.tsx'), 'ForgotPage'),
});
const reset = createRoute({
  getParentRoute: () => entrance,
  path: '/reset',
  component: lazyRouteComponent(() => import('./access/reset-page.tsx'), 'ResetPage'),
});
const invitation = createRoute({
  getParentRoute: () => entrance,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./access/invitation-page.tsx'), 'InvitationPage'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: signedInOnly,
  component: lazyRouteComponent(() => import('./frame/frame.tsx'), 'Frame'),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/numbers' });
  },
});
const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import('./inbox/inbox-page.tsx'), 'InboxPage'),
});
const numbers = createRoute({
  getParentRoute: () => inside,
  path: '/numbers',
  validateSearch: (search: Record<string, unknown>): { add?: true } => (search['add'] ? { add: true } : {}),
  component: lazyRouteComponent(() => import('./clients/numbers-page.tsx'), 'NumbersPage'),
});
const number = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/$clientId',
  component: lazyRouteComponent(() => import('./clients/number-page.tsx'), 'NumberPage'),
});
const contacts = createRoute({
  getParentRoute: () => inside,
  path: '/contacts',
  component: lazyRouteComponent(() => import('./contacts/contacts-page.tsx'), 'ContactsPage'),
});
const segments = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/segments',
  component: lazyRouteComponent(() => import('./contacts/segments-page.tsx'), 'SegmentsPage'),
});
const contactImport = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/import',
  component: lazyRouteComponent(() => import('./contacts/import-page.tsx'), 'ImportPage'),
});
const consent = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/consent',
  component: lazyRouteComponent(() => import('./contacts/consent-page.tsx'), 'ConsentPage'),
});
const contact = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('./contacts/contact-page.tsx'), 'ContactPage'),
});
const team = createRoute({
  getParentRoute: () => inside,
  path: '/team',
  validateSearch: (search: Record<string, unknown>): { tab?: 'invitations' | 'roles' | 'removed'; invite?: true } => ({
    ...(search['tab'] === 'invitations' || search['tab'] === 'roles' || search['tab'] === 'removed' ? { tab: search['tab'] } : {}),
    ...(search['invite'] ? { invite: true } : {}),
  }),
  component: lazyRouteComponent(() => import('./access/team-page.tsx'), 'TeamPage'),
});
const apiKeys = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys',
  validateSearch: (search: Record<string, unknown>): { add?: true } => (search['add'] ? { add: true } : {}),
  component: lazyRouteComponent(() => import('./access/api-keys-page.tsx'), 'ApiKeysPage'),
});
const webhooks = createRoute({
  getParentRoute: () => inside,
  path: '/webhooks',
  validateSearch: (search: Record<string, unknown>): { add?: true } => (search['add'] ? { add: true } : {}),
  component: lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});
const webhook = createRoute({
  getParentRoute: () => inside,
  path: '/webhooks/$webhookId',
  component: lazyRouteComponent(() => import('./webhooks/webhook-page.tsx'), 'WebhookPage'),
});
const events = createRoute({
  getParentRoute: () => inside,
  path: '/events',
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
});
const auditLog = createRoute({
  getParentRoute: () => inside,
  path: '/audit-log',
  component: lazyRouteComponent(() => import('./access/audit-page.tsx'), 'AuditPage'),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { tab?: 'organization' } =>
    search['tab'] === 'organization' ? { tab: 'organization' } : {},
  component: lazyRouteComponent(() => import('./access/settings-page.tsx'), 'SettingsPage'),
});

/** Every page of the dashboard, on one screen. */
export const router = createRouter({
  routeTree: root.addChildren([
    entrance.addChildren([setup, signIn, forgot, reset, invitation]),
    inside.addChildren([
      home,
      inbox,
      numbers,
      number,
      contacts,
      segments,
      contactImport,
      consent,
      contact,
      team,
      apiKeys,
      webhooks,
      webhook,
      events,
      auditLog,
      settings,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
