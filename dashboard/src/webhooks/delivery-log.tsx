import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Webhook } from '../api/shapes.ts';
import { gather } from '../events/gather.ts';
import { liveEvents } from '../events/live.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DeliveryBadge, Outcome } from './looks.tsx';
import { deliveriesQuery } from './webhooks.queries.ts';
import classes from './webhooks.module.css';

const statuses = ['pending', 'delivered', 'failed', 'skipped'] as const;
/** An event is on its way for a moment before there is something to see. */
const afterEventMs = 1_000;

/** What was sent to an endpoint, newest event first. */
export function DeliveryLog({ webhook, mayManage, onReplay }: { webhook: Webhook; mayManage: boolean; onReplay: () => void }) {
  const { t } = useTranslation();
  const [status, setStatus] = useState<Delivery['status'] | null>(null);
  const [opened, open] = useState<Delivery | null>(null);
  const query = useInfiniteQuery(deliveriesQuery(webhook.id, status));
  const columns = useColumns(open);
  useRenewedByEvents(webhook.id);
  return (
    <section>
      <h2 className={classes.section}>{t('webhooks.deliveries.title')}</h2>
      <div className={classes.bar}>
        <NativeSelect
          aria-label={t('webhooks.deliveries.filter')}
          data={[
            { value: '', label: t('webhooks.deliveries.all') },
            ...statuses.map((value) => ({ value, label: t(`webhooks.statuses.${value}`) })),
          ]}
          value={status ?? ''}
          onChange={(event) => setStatus(statuses.find((each) => each === event.currentTarget.value) ?? null)}
        />
        {mayManage && webhook.state === 'active' && (
          <Button variant="default" onClick={onReplay}>
            {t('webhooks.actions.replay')}
          </Button>
        )}
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          return rows.length === 0 ? (
            <EmptyState icon="webhook" title={t('webhooks.deliveries.emptyTitle')}>
              {t('webhooks.deliveries.emptyText')}
            </EmptyState>
          ) : (
            <DataTable caption={t('webhooks.deliveries.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
          );
        }}
      </QueryView>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('parts.showMore')}
        </Button>
      )}
      {opened && <DeliveryDialog delivery={opened} mayRetry={mayManage && webhook.state === 'active'} onClose={() => open(null)} />}
    </section>
  );
}

function useColumns(open: (delivery: Delivery) => void): Column<Delivery>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'type',
      label: t('webhooks.deliveries.event'),
      heading: true,
      renderCell: (delivery) => (
        <button type="button" className={classes.row} onClick={() => open(delivery)}>
          {delivery.eventType}
        </button>
      ),
    },
    { key: 'status', label: t('webhooks.columns.state'), renderCell: ({ status }) => <DeliveryBadge status={status} /> },
    {
      key: 'answer',
      label: t('webhooks.deliveries.answer'),
      renderCell: ({ responseStatus, error }) => <Outcome status={responseStatus} error={error} />,
    },
    { key: 'attempts', minor: true, label: t('webhooks.deliveries.attempts'), renderCell: ({ attemptCount }) => attemptCount },
    {
      key: 'next',
      minor: true,
      label: t('webhooks.deliveries.next'),
      renderCell: ({ nextAttemptAt }) => nextAttemptAt && <RelativeTime at={nextAttemptAt} />,
    },
    { key: 'at', label: t('webhooks.deliveries.at'), align: 'end', renderCell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  ];
}

function useRenewedByEvents(webhookId: string): void {
  const queries = useQueryClient();
  useEffect(() => renewAfterEvents(queries, webhookId), [queries, webhookId]);
}

function renewAfterEvents(queries: QueryClient, webhookId: string): () => void {
  const renewal = gather(afterEventMs, () => {
    for (const part of ['deliveries', 'stats']) void queries.invalidateQueries({ queryKey: ['webhooks', webhookId, part] });
  });
  const leave = liveEvents.subscribe(renewal.ask);
  return () => {
    leave();
    renewal.cancel();
  };
}
