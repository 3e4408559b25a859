import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../parts/copy-field.tsx';
import classes from './webhooks.module.css';
import { VerifySnippet } from './verify-snippet.tsx';

/** A signing secret at the only moment it can be seen, with the lines that check a signature by it. */
export function ShownSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <p className={classes.notice}>{t('webhooks.once')}</p>
      <CopyField label={t('webhooks.secret')} value={secret} />
      <VerifySnippet />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('webhooks.saved')}</Button>
      </Group>
    </Stack>
  );
}
