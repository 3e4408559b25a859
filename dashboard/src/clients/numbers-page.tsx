import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client } from '../api/shapes.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { OnceOpened } from '../parts/once-opened.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { clientsQuery } from './clients.queries.ts';
import { NumberRow } from './number-row.tsx';
import classes from './numbers-page.module.css';
import { needsPerson } from './state-look.ts';

const AddNumberDialog = lazy(() => import('./add-number-dialog.tsx').then((module) => ({ default: module.AddNumberDialog })));

const route = getRouteApi('/inside/numbers');

/** All numbers: what each does, why, and what to do next. */
export function NumbersPage() {
  const { t } = useTranslation();
  const query = useQuery(clientsQuery);
  const { add } = route.useSearch();
  const navigate = useNavigate();
  const mayAdd = useMay('clients.create');
  const clients = query.data?.data ?? [];
  const open = () => void navigate({ to: '/numbers', search: { add: true } });
  const close = () => void navigate({ to: '/numbers', search: {}, replace: true });
  const addButton = mayAdd && (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
      {t('clients.add.open')}
    </Button>
  );
  return (
    <Page
      title={t('frame.places.numbers')}
      lead={clients.length > 0 && <Summary clients={clients} />}
      action={clients.length > 0 && addButton}
    >
      <QueryView query={query} loading={<SkeletonRows rows={3} height={76} />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="numbers" title={t('clients.empty.title')} action={addButton}>
              {mayAdd ? t('clients.empty.text') : t('clients.empty.notAllowed')}
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {data.map((client) => (
                <NumberRow key={client.id} client={client} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <OnceOpened opened={add === true && mayAdd && query.data !== undefined}>
        {(opened) => <AddNumberDialog opened={opened} onClose={close} taken={clients.map(({ name }) => name)} />}
      </OnceOpened>
    </Page>
  );
}

function Summary({ clients }: { clients: Client[] }) {
  const { t } = useTranslation();
  const ready = clients.filter(({ state }) => state === 'ready').length;
  const waiting = clients.filter(({ state }) => needsPerson(state)).length;
  const parts = [t('clients.summary.ready', { count: ready, all: clients.length })];
  if (waiting > 0) parts.push(t('clients.summary.waiting', { count: waiting }));
  return <span aria-live="polite">{parts.join(' · ')}</span>;
}
