import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey, ApiKeyUsage } from '../api/shapes.ts';
import { BarTrend } from '../parts/bar-trend.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import classes from './api-key-dialogs.module.css';
import { revokeApiKey, rotateApiKey, usageQuery } from './api-keys.queries.ts';
import { ShownOnce } from './shown-once.tsx';

export type AskingKey = { kind: 'usage' | 'rotate' | 'revoke'; apiKey: ApiKey };

type Props = { apiKey: ApiKey; onClose: () => void };

/** The dialog of the chosen action. */
export function ApiKeyDialogs({ asking, onClose }: { asking: AskingKey | null; onClose: () => void }) {
  if (asking === null) return null;
  const Chosen = dialogs[asking.kind];
  return <Chosen apiKey={asking.apiKey} onClose={onClose} />;
}

const dialogs = { usage: Usage, rotate: Rotate, revoke: Revoke };

function Rotate({ apiKey, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [made, setMade] = useState<ApiKey | null>(null);
  if (made) {
    return (
      <Dialog opened onClose={onClose} title={t('apiKeys.rotate.doneTitle')} wide keep>
        <ShownOnce apiKey={made} onClose={onClose} />
      </Dialog>
    );
  }
  const run = async () => {
    setMade(await rotateApiKey(apiKey.id));
    await queries.invalidateQueries({ queryKey: ['api-keys'] });
  };
  return (
    <ConfirmDialog
      opened
      stayOpen
      onClose={onClose}
      run={run}
      title={t('apiKeys.rotate.title', { name: apiKey.name })}
      confirm={t('apiKeys.rotate.confirm')}
    >
      <Text>{t('apiKeys.rotate.text')}</Text>
    </ConfirmDialog>
  );
}

function Revoke({ apiKey, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = async () => {
    await revokeApiKey(apiKey.id);
    await queries.invalidateQueries({ queryKey: ['api-keys'] });
  };
  return (
    <ConfirmDialog
      danger
      opened
      onClose={onClose}
      run={run}
      title={t('apiKeys.revoke.title', { name: apiKey.name })}
      confirm={t('apiKeys.revoke.confirm')}
    >
      <Text>{t('apiKeys.revoke.text')}</Text>
    </ConfirmDialog>
  );
}

function Usage({ apiKey, onClose }: Props) {
  const { t } = useTranslation();
  const query = useQuery(usageQuery(apiKey.id));
  return (
    <Dialog opened onClose={onClose} title={t('apiKeys.usage.title', { name: apiKey.name })}>
      <QueryView query={query}>
        {(usage) => (
          <Stack>
            <UsageFacts usage={usage} />
            <BarTrend label={t('apiKeys.usage.trend')} bars={usage.days.map(({ day, requests }) => ({ key: day, value: requests }))} />
          </Stack>
        )}
      </QueryView>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('parts.close')}
        </Button>
      </Group>
    </Dialog>
  );
}

function UsageFacts({ usage }: { usage: ApiKeyUsage }) {
  const { t, i18n } = useTranslation();
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('apiKeys.usage.requests')}</dt>
        <dd>{usage.requests.toLocaleString(i18n.language)}</dd>
      </div>
      <div>
        <dt>{t('apiKeys.columns.used')}</dt>
        <dd>{usage.lastUsedAt ? <RelativeTime at={usage.lastUsedAt} /> : t('apiKeys.neverUsed')}</dd>
      </div>
      <div>
        <dt>{t('apiKeys.usage.address')}</dt>
        <dd>{usage.lastAddress ?? '–'}</dd>
      </div>
    </dl>
  );
}
