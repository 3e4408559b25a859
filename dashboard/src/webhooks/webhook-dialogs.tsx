import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Webhook } from '../api/shapes.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { Exchange } from './delivery-dialog.tsx';
import { Outcome } from './looks.tsx';
import { ShownSecret } from './shown-secret.tsx';
import { deleteWebhook, replayWebhook, rotateSecret, testWebhook } from './webhooks.queries.ts';

export type AskingWebhook = 'rotate' | 'replay' | 'test' | 'remove';

type Props = { webhook: Webhook; onClose: () => void };

/** The dialog of the chosen action. */
export function WebhookDialogs({ webhook, asking, onClose }: Props & { asking: AskingWebhook | null }) {
  if (asking === null) return null;
  const Chosen = dialogs[asking];
  return <Chosen webhook={webhook} onClose={onClose} />;
}

const dialogs = { rotate: Rotate, replay: Replay, test: Test, remove: Remove };

const overlaps = ['0', '3600', '86400', '604800'] as const;
type Overlap = (typeof overlaps)[number];

function Rotate({ webhook, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const [overlap, setOverlap] = useState<Overlap>('86400');
  if (secret !== null) {
    return (
      <Dialog opened onClose={onClose} title={t('webhooks.rotate.doneTitle')} wide keep>
        <ShownSecret secret={secret} onClose={onClose} />
      </Dialog>
    );
  }
  const run = async () => {
    setSecret((await rotateSecret(webhook.id, Number(overlap))).secret);
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <ConfirmDialog opened stayOpen onClose={onClose} run={run} title={t('webhooks.rotate.title')} confirm={t('webhooks.actions.rotate')}>
      <Text>{t('webhooks.rotate.text')}</Text>
      <NativeSelect
        label={t('apiKeys.rotate.overlap')}
        data={overlaps.map((value) => ({ value, label: t(`apiKeys.overlaps.${value}`) }))}
        value={overlap}
        onChange={(event) => setOverlap(event.currentTarget.value as Overlap)}
      />
    </ConfirmDialog>
  );
}

const hours = ['1', '24', '72', '720'] as const;
const replayable = ['failed', 'skipped', 'delivered'] as const satisfies readonly Delivery['status'][];
const hourMs = 3_600_000;

function Replay({ webhook, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [since, setSince] = useState<(typeof hours)[number]>('24');
  const [status, setStatus] = useState<string>('failed');
  const run = async () => {
    const chosen = replayable.find((each) => each === status);
    await replayWebhook(webhook.id, {
      from: new Date(Date.now() - Number(since) * hourMs).toISOString(),
      ...(chosen && { status: chosen }),
    });
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <ConfirmDialog opened onClose={onClose} run={run} title={t('webhooks.replay.title')} confirm={t('webhooks.actions.replay')}>
      <Text>{t('webhooks.replay.text')}</Text>
      <NativeSelect
        label={t('webhooks.replay.since')}
        data={hours.map((value) => ({ value, label: t('webhooks.replay.hours', { count: Number(value) }) }))}
        value={since}
        onChange={(event) => setSince(event.currentTarget.value as (typeof hours)[number])}
      />
      <NativeSelect
        label={t('webhooks.replay.what')}
        data={[
          ...replayable.map((value) => ({ value, label: t(`webhooks.statuses.${value}`) })),
          { value: 'all', label: t('webhooks.replay.all') },
        ]}
        value={status}
        onChange={(event) => setStatus(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function Test({ webhook, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['webhook-test', webhook.id],
    queryFn: async () => {
      const result = await testWebhook(webhook.id);
      void queries.invalidateQueries({ queryKey: ['webhooks', webhook.id] });
      return result;
    },
    // Each opening sends one test, and nothing else does.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnMount: 'always',
  });
  return (
    <Dialog opened onClose={onClose} title={t('webhooks.test.title')} wide>
      <QueryView query={query}>
        {({ delivered, response, error, durationMs, request }) => (
          <Stack>
            <Text fw={600}>{delivered ? t('webhooks.test.delivered', { ms: durationMs }) : t('webhooks.test.failed')}</Text>
            {!delivered && <Outcome status={response?.status ?? null} error={error} />}
            <Exchange request={request} response={response} />
          </Stack>
        )}
      </QueryView>
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>{t('parts.close')}</Button>
      </Group>
    </Dialog>
  );
}

function Remove({ webhook, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const run = async () => {
    await deleteWebhook(webhook.id);
    await navigate({ to: '/webhooks' });
    await queries.invalidateQueries({ queryKey: ['webhooks'], exact: true });
  };
  return (
    <ConfirmDialog danger opened onClose={onClose} run={run} title={t('webhooks.remove.title')} confirm={t('webhooks.remove.confirm')}>
      <Text>{t('webhooks.remove.text')}</Text>
    </ConfirmDialog>
  );
}
