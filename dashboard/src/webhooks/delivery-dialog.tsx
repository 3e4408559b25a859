import { Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Delivery, DeliveryDetails } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { DeliveryBadge, Outcome } from './looks.tsx';
import { deliveryQuery, retryDelivery } from './webhooks.queries.ts';
import classes from './webhooks.module.css';

type Props = { delivery: Delivery; mayRetry: boolean; onClose: () => void };

/** One delivery: each attempt, what was sent, and what was answered. */
export function DeliveryDialog({ delivery, mayRetry, onClose }: Props) {
  const { t } = useTranslation();
  const query = useQuery(deliveryQuery(delivery.id));
  const retry = useAction({
    run: () => retryDelivery(delivery.id),
    renew: [['webhooks']],
    done: () => t('webhooks.deliveries.retried'),
    onDone: onClose,
  });
  return (
    <Dialog opened onClose={onClose} title={delivery.eventType} wide>
      <QueryView query={query}>
        {(details) => (
          <Stack>
            <Group gap="sm">
              <DeliveryBadge status={details.status} />
              <code>{details.eventId}</code>
            </Group>
            <Attempts attempts={details.attempts} />
            <Exchange request={details.request} response={details.response} />
          </Stack>
        )}
      </QueryView>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('parts.close')}
        </Button>
        {mayRetry && (
          <Button loading={retry.isPending} onClick={() => retry.mutate()}>
            {t('webhooks.deliveries.retry')}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}

function Attempts({ attempts }: Pick<DeliveryDetails, 'attempts'>) {
  const { t } = useTranslation();
  if (attempts.length === 0) return <p className={classes.quiet}>{t('webhooks.deliveries.noAttempts')}</p>;
  return (
    <ol className={classes.attempts} aria-label={t('webhooks.deliveries.attempts')}>
      {attempts.map(({ number, at, status, error, durationMs }) => (
        <li key={number}>
          <RelativeTime at={at} />
          <Outcome status={status} error={error} />
          <span className={classes.quiet}>{durationMs} ms</span>
        </li>
      ))}
    </ol>
  );
}

/** A request and its answer, as they were. */
export function Exchange({ request, response }: Pick<DeliveryDetails, 'request' | 'response'>) {
  const { t } = useTranslation();
  return (
    <>
      <strong>{t('webhooks.deliveries.request')}</strong>
      <pre className={classes.code}>{`POST ${request.url}\n${linesOf(request.headers)}\n\n${readable(request.body)}`}</pre>
      <strong>{t('webhooks.deliveries.response')}</strong>
      <pre className={classes.code}>
        {response
          ? `${response.status}\n${linesOf(response.headers)}\n\n${response.body}${response.truncated ? ' …' : ''}`
          : t('webhooks.deliveries.noResponse')}
      </pre>
    </>
  );
}

function linesOf(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
