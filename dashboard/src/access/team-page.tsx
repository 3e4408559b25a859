import { Button, Tabs } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { useMay } from './me.ts';
import { MemberList } from './member-list.tsx';
import { RemovedList } from './removed-list.tsx';
import { RoleMatrix } from './role-matrix.tsx';

const route = getRouteApi('/inside/team');

const tabs = ['members', 'invitations', 'roles', 'removed'] as const;
type Tab = (typeof tabs)[number];

/** The people of the organization and what they may do. */
export function TeamPage() {
  const { t } = useTranslation();
  const { tab = 'members', invite } = route.useSearch();
  const navigate = useNavigate();
  const mayInvite = useMay('users.invite');
  const shown: Record<Tab, boolean> = { members: true, invitations: mayInvite, roles: true, removed: useMay('users.delete') };
  const go = (to: Tab, inviting?: true) =>
    void navigate({ to: '/team', search: { ...(to === 'members' ? {} : { tab: to }), ...(inviting && { invite: inviting }) } });
  const inviteButton = mayInvite && (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => go(tab, true)}>
      {t('team.invite.open')}
    </Button>
  );
  return (
    <Page title={t('frame.places.team')} action={inviteButton}>
      <Tabs value={tab} onChange={(next) => go(next as Tab)} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs
            .filter((name) => shown[name])
            .map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`team.tabs.${name}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="members">
          <MemberList />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationList action={inviteButton} />
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <RoleMatrix />
        </Tabs.Panel>
        <Tabs.Panel value="removed">
          <RemovedList />
        </Tabs.Panel>
      </Tabs>
      <InviteDialog opened={invite === true && mayInvite} onClose={() => go(tab)} />
    </Page>
  );
}
