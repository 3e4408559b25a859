import { Tabs } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.tsx';
import { LoginList } from './login-list.tsx';
import { OrganizationSettings } from './organization-settings.tsx';
import { PasswordSettings } from './password-settings.tsx';
import { TotpSettings } from './totp-settings.tsx';
import { YouSettings } from './you-settings.tsx';

const route = getRouteApi('/inside/settings');

/** The person's own account and their organization. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { tab = 'profile' } = route.useSearch();
  const navigate = useNavigate();
  const go = (next: string | null) => void navigate({ to: '/settings', search: next === 'organization' ? { tab: 'organization' } : {} });
  return (
    <Page title={t('frame.places.settings')} narrow>
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="profile">{t('settings.tabs.profile')}</Tabs.Tab>
          <Tabs.Tab value="organization">{t('settings.tabs.organization')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="profile">
          <YouSettings />
          <PasswordSettings />
          <TotpSettings />
          <LoginList />
        </Tabs.Panel>
        <Tabs.Panel value="organization">
          <OrganizationSettings />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
