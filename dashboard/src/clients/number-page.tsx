import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import { ApiError } from '../api/api-error.ts';
import type { Client } from '../api/shapes.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Loading } from '../parts/query-view.tsx';
import { TestStripe } from '../parts/test-stripe.tsx';
import { clientQuery } from './clients.queries.ts';
import { LinkPanel } from './link-panel.tsx';
import { LinkedPanel } from './linked-panel.tsx';
import { NumberDetails } from './number-details.tsx';
import { NumberHistory } from './number-history.tsx';
import { NumberMenu } from './number-menu.tsx';
import classes from './number-page.module.css';
import { StatePanel } from './state-panel.tsx';
import { ClientStateBadge } from './state-words.tsx';
import { useLinking } from './use-linking.ts';

const route = getRouteApi('/inside/numbers/$clientId');

/** One number: linking it, what it is doing, what it went through. */
export function NumberPage() {
  const { clientId } = route.useParams();
  const query = useQuery(clientQuery(clientId));
  if (query.isPending) return <NumberLoading />;
  if (query.data && !isMissing(query.error)) return <NumberView key={clientId} client={query.data} error={query.error} />;
  return <NumberMissing error={query.error} onRetry={() => void query.refetch()} />;
}

function NumberView({ client, error }: { client: Client; error: Error | null }) {
  const navigate = useNavigate();
  const leave = () => void navigate({ to: '/numbers' });
  return (
    <>
      {client.channel === 'sandbox' && <TestStripe />}
      <Page
        title={client.name}
        above={<BackLink />}
        beside={<ClientStateBadge state={client.state} />}
        action={<NumberMenu client={client} onDeleted={leave} />}
      >
        {error && <ErrorNote error={error} />}
        <div aria-live="polite" className={classes.now}>
          <NumberNow client={client} />
        </div>
        <div className={classes.columns}>
          <NumberHistory client={client} />
          <NumberDetails client={client} />
        </div>
      </Page>
    </>
  );
}

function NumberNow({ client }: { client: Client }) {
  const linking = useLinking(client);
  const mayLink = useMay('clients.link');
  if (linking === 'linked') return <LinkedPanel client={client} />;
  if (linking && mayLink) return <LinkPanel client={client} phase={linking} />;
  return <StatePanel client={client} />;
}

function BackLink() {
  const { t } = useTranslation();
  return (
    <Link to="/numbers" className={classes.back}>
      <Icon name="left" size={14} />
      {t('frame.places.numbers')}
    </Link>
  );
}

function NumberLoading() {
  const { t } = useTranslation();
  return (
    <Page title={t('frame.places.numbers')} above={<BackLink />}>
      <Loading>
        <Skeleton height={320} radius="lg" />
      </Loading>
    </Page>
  );
}

function NumberMissing({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Page title={t('frame.places.numbers')} above={<BackLink />}>
      {isMissing(error) ? (
        <EmptyState icon="numbers" title={t('clients.missing.title')}>
          {t('clients.missing.text')}
        </EmptyState>
      ) : (
        <ErrorNote error={error} onRetry={onRetry} />
      )}
    </Page>
  );
}

function isMissing(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 404;
}
