import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Webhook } from '../api/shapes.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { CreateWebhookDialog } from './create-webhook-dialog.tsx';
import { WebhookBadge } from './looks.tsx';
import { webhooksQuery } from './webhooks.queries.ts';
import classes from './webhooks.module.css';

const route = getRouteApi('/inside/webhooks');

/** Where events are sent to. */
export function WebhooksPage() {
  const { t } = useTranslation();
  const { add } = route.useSearch();
  const navigate = useNavigate();
  const query = useQuery(webhooksQuery);
  const columns = useColumns();
  const mayManage = useMay('webhooks.manage');
  const close = () => void navigate({ to: '/webhooks', search: {}, replace: true });
  const createButton = mayManage && (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => void navigate({ to: '/webhooks', search: { add: true } })}>
      {t('webhooks.create.open')}
    </Button>
  );
  const some = (query.data?.data.length ?? 0) > 0;
  return (
    <Page title={t('frame.places.webhooks')} lead={some && t('webhooks.lead')} action={some && createButton}>
      <QueryView query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="webhook" title={t('webhooks.empty.title')} action={createButton}>
              {t('webhooks.empty.text')}
            </EmptyState>
          ) : (
            <DataTable
              caption={t('frame.places.webhooks')}
              columns={columns}
              rows={data}
              rowKey={({ id }) => id}
              muted={({ state }) => state === 'disabled'}
            />
          )
        }
      </QueryView>
      <CreateWebhookDialog opened={add === true && mayManage} onClose={close} />
    </Page>
  );
}

function useColumns(): Column<Webhook>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'url',
      label: t('webhooks.columns.url'),
      heading: true,
      renderCell: ({ id, url, description }) => (
        <span className={classes.target}>
          <Link to="/webhooks/$webhookId" params={{ webhookId: id }}>
            {url}
          </Link>
          {description && <small>{description}</small>}
        </span>
      ),
    },
    { key: 'state', label: t('webhooks.columns.state'), renderCell: (webhook) => <WebhookBadge webhook={webhook} /> },
    {
      key: 'events',
      label: t('webhooks.columns.events'),
      renderCell: ({ events }) => <span className={classes.types}>{wordsFor(events, t('webhooks.everything'))}</span>,
    },
    {
      key: 'clients',
      minor: true,
      label: t('webhooks.columns.clients'),
      renderCell: ({ clientIds }) =>
        clientIds === null ? t('webhooks.allClients') : t('webhooks.clientCount', { count: clientIds.length }),
    },
    { key: 'since', minor: true, label: t('webhooks.columns.created'), renderCell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  ];
}

const mostShown = 3;

/** The first few types, and how many more. */
export function wordsFor(events: string[], everything: string): string {
  if (events.includes('*')) return everything;
  const more = events.length - mostShown;
  return `${events.slice(0, mostShown).join(', ')}${more > 0 ? ` +${more}` : ''}`;
}
