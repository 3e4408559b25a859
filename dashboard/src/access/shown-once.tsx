import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKeyWithSecret } from '../api/shapes.ts';
import { CopyField } from '../parts/copy-field.tsx';
import { Icon } from '../parts/icon.tsx';
import classes from './api-key-dialogs.module.css';
import { curlLine } from './curl-line.ts';

/** A key at the only moment it can be seen, with a line that proves it works. */
export function ShownOnce({ apiKey, onClose }: { apiKey: ApiKeyWithSecret; onClose: () => void }) {
  const { t } = useTranslation();
  const { key, scopes } = apiKey;
  return (
    <Stack>
      <p className={classes.warning}>
        <Icon name="warning" />
        {t('apiKeys.once')}
      </p>
      <CopyField label={t('apiKeys.columns.key')} value={key} />
      <CopyField multiline label={t('apiKeys.tryIt')} value={curlLine(window.location.origin, key, scopes)} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('apiKeys.saved')}</Button>
      </Group>
    </Stack>
  );
}
