import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/empty-state.tsx';
import { Page } from '../parts/page.tsx';
import { TotpDialog } from './totp-dialog.tsx';

/** Stands before every page until the person has the second factor that their organization asks for. */
export function SecondFactorRequired() {
  const { t } = useTranslation();
  const [enrolling, enrol] = useDisclosure(false);
  return (
    <Page title={t('settings.totp.title')} narrow>
      <EmptyState
        icon="shield"
        title={t('settings.totp.required.title')}
        action={<Button onClick={enrol.open}>{t('settings.totp.enableTitle')}</Button>}
      >
        {t('settings.totp.required.lead')}
      </EmptyState>
      <TotpDialog opened={enrolling} onClose={enrol.close} />
    </Page>
  );
}
