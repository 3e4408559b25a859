import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../api/shapes.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { ApiKeyDialogs } from './api-key-dialogs.tsx';
import type { AskingKey } from './api-key-dialogs.tsx';
import { ApiKeyMenu } from './api-key-menu.tsx';
import { apiKeysQuery } from './api-keys.queries.ts';
import { CreateApiKeyDialog } from './create-api-key-dialog.tsx';
import { useMay } from './me.ts';

const route = getRouteApi('/inside/api-keys');

/** The credentials of programs. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const { add } = route.useSearch();
  const navigate = useNavigate();
  const query = useQuery(apiKeysQuery);
  const [asking, ask] = useState<AskingKey | null>(null);
  const columns = useColumns(ask);
  const mayManage = useMay('apiKeys.manage');
  const close = () => void navigate({ to: '/api-keys', search: {}, replace: true });
  const createButton = mayManage && (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => void navigate({ to: '/api-keys', search: { add: true } })}>
      {t('apiKeys.create.open')}
    </Button>
  );
  const some = (query.data?.data.length ?? 0) > 0;
  return (
    <Page title={t('frame.places.apiKeys')} lead={some && t('apiKeys.lead')} action={some && createButton}>
      <QueryView query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="key" title={t('apiKeys.empty.title')} action={createButton}>
              {t('apiKeys.empty.text')}
            </EmptyState>
          ) : (
            <DataTable
              caption={t('frame.places.apiKeys')}
              columns={columns}
              rows={data}
              rowKey={({ id }) => id}
              muted={({ revokedAt, expiresAt }) => Boolean(revokedAt) || isPast(expiresAt)}
            />
          )
        }
      </QueryView>
      <CreateApiKeyDialog opened={add === true && mayManage} onClose={close} />
      <ApiKeyDialogs asking={asking} onClose={() => ask(null)} />
    </Page>
  );
}

function useColumns(ask: (asking: AskingKey) => void): Column<ApiKey>[] {
  const { t } = useTranslation();
  return [
    { key: 'name', label: t('apiKeys.columns.name'), heading: true, renderCell: (key) => <strong>{key.name}</strong> },
    { key: 'key', label: t('apiKeys.columns.key'), renderCell: ({ prefix }) => <code>{prefix}…</code> },
    {
      key: 'scopes',
      label: t('apiKeys.columns.scopes'),
      renderCell: ({ scopes }) => (scopes === null ? t('apiKeys.allScopes') : t('apiKeys.scopeCount', { count: scopes.length })),
    },
    {
      key: 'clients',
      minor: true,
      label: t('apiKeys.columns.clients'),
      renderCell: ({ clientIds }) => (clientIds === null ? t('apiKeys.allClients') : t('apiKeys.clientCount', { count: clientIds.length })),
    },
    {
      key: 'used',
      label: t('apiKeys.columns.used'),
      renderCell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('apiKeys.neverUsed')),
    },
    { key: 'expires', label: t('apiKeys.columns.expires'), renderCell: (key) => <Expiry apiKey={key} /> },
    { key: 'menu', label: t('parts.actions'), hideLabel: true, align: 'end', renderCell: (key) => <ApiKeyMenu apiKey={key} ask={ask} /> },
  ];
}

function Expiry({ apiKey: { revokedAt, expiresAt } }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  if (revokedAt) return t('apiKeys.revoked');
  if (!expiresAt) return t('apiKeys.neverExpires');
  return (
    <span>
      {isPast(expiresAt) && `${t('apiKeys.expired')} `}
      <RelativeTime at={expiresAt} />
    </span>
  );
}

function isPast(at: string | null | undefined): boolean {
  return Boolean(at) && Date.parse(String(at)) < Date.now();
}
