import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey, ApiKeyUsage, ApiKeyWithSecret } from '../api/shapes.ts';
import { BarTrend } from '../parts/bar-trend.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import classes from './api-key-dialogs.module.css';
import { revokeApiKey, rotateApiKey, usageQuery } from './api-keys.queries.ts';
import { ShownOnce } from './shown-once.tsx';
import { requestsPerDay } from './usage-days.ts';

export type AskingKey = { kind: 'usage' | 'rotate' | 'revoke'; apiKey: ApiKey };

type Props = { apiKey: ApiKey; onClose: () => void };

/** The dialog of the chosen action. */
export function ApiKeyDialogs({ asking, onClose }: { asking: AskingKey | null; onClose: () => void }) {
  if (asking === null) return null;
  const Chosen = dialogs[asking.kind];
  return <Chosen apiKey={asking.apiKey} onClose={onClose} />;
}

/** Seconds that the old key goes on beside the new one. */
const overlaps = ['0', '3600', '86400', '604800'] as const;
type Overlap = (typeof overlaps)[number];

const dialogs = { usage: Usage, rotate: Rotate, revoke: Revoke };

function Rotate({ apiKey, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null);
  const [overlap, setOverlap] = useState<Overlap>('3600');
  if (made) {
    return (
      <Dialog opened onClose={onClose} title={t('apiKeys.rotate.doneTitle')} wide keep>
        <ShownOnce apiKey={made} onClose={onClose} />
      </Dialog>
    );
  }
  const run = async () => {
    setMade(await rotateApiKey(apiKey.id, Number(overlap)));
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
      <NativeSelect
        label={t('apiKeys.rotate.overlap')}
        data={overlaps.map((value) => ({ value, label: t(`apiKeys.overlaps.${value}`) }))}
        value={overlap}
        onChange={(event) => setOverlap(event.currentTarget.value as Overlap)}
      />
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
            <BarTrend label={t('apiKeys.usage.trend')} bars={requestsPerDay(usage)} />
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
