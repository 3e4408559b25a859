import { Button, Group, PasswordInput, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { useMe } from './me.ts';
import { disableTotp } from './profile.queries.ts';
import { SettingsSection } from './settings-section.tsx';
import { TotpDialog } from './totp-dialog.tsx';

/** The second factor: on or off, and the way between. */
export function TotpSettings() {
  const { t } = useTranslation();
  const { user } = useMe();
  const [enrolling, enrol] = useDisclosure(false);
  const [leaving, leave] = useDisclosure(false);
  return (
    <SettingsSection title={t('settings.totp.title')} about={t('settings.totp.about')}>
      <Group justify="space-between">
        {user.totpEnabled ? (
          <StateBadge tone="ready" shape="check">
            {t('settings.totp.on')}
          </StateBadge>
        ) : (
          <StateBadge tone="idle" shape="square">
            {t('settings.totp.off')}
          </StateBadge>
        )}
        <Button variant="default" onClick={user.totpEnabled ? leave.open : enrol.open}>
          {t(user.totpEnabled ? 'settings.totp.disable' : 'settings.totp.enable')}
        </Button>
      </Group>
      <TotpDialog opened={enrolling} onClose={enrol.close} />
      <DisableTotp opened={leaving} onClose={leave.close} />
    </SettingsSection>
  );
}

function DisableTotp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const run = async () => {
    await disableTotp(password);
    setPassword('');
    await queries.invalidateQueries({ queryKey: ['me'] });
  };
  return (
    <ConfirmDialog
      danger
      opened={opened}
      onClose={onClose}
      run={run}
      ready={password !== ''}
      title={t('settings.totp.disableTitle')}
      confirm={t('settings.totp.disable')}
    >
      <Text>{t('settings.totp.disableText')}</Text>
      <PasswordInput
        data-autofocus
        label={t('entrance.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
