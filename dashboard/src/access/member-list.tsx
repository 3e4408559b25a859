import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../api/shapes.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useMe } from './me.ts';
import { MemberDialogs } from './member-dialogs.tsx';
import type { Asking } from './member-dialogs.tsx';
import { MemberMenu } from './member-menu.tsx';
import { Mark, Person } from './person.tsx';
import { usersQuery } from './team.queries.ts';

/** Everybody who can sign in. */
export function MemberList() {
  const { t } = useTranslation();
  const query = useQuery(usersQuery(false));
  const [asking, ask] = useState<Asking | null>(null);
  const columns = useColumns(ask);
  return (
    <>
      <QueryView query={query}>
        {({ data }) => <DataTable caption={t('team.tabs.members')} columns={columns} rows={data} rowKey={({ id }) => id} />}
      </QueryView>
      <MemberDialogs asking={asking} onClose={() => ask(null)} />
    </>
  );
}

function useColumns(ask: (asking: Asking) => void): Column<User>[] {
  const { t } = useTranslation();
  const me = useMe();
  return [
    {
      key: 'person',
      label: t('team.columns.person'),
      heading: true,
      renderCell: (user) => <Person name={user.name} detail={user.email} marks={<Marks user={user} self={user.id === me.user.id} />} />,
    },
    { key: 'role', label: t('team.columns.role'), renderCell: (user) => t(`roles.${user.role}.name`) },
    { key: 'totp', label: t('team.columns.totp'), renderCell: (user) => t(user.totpEnabled ? 'team.totpOn' : 'team.totpOff') },
    { key: 'joined', label: t('team.columns.joined'), renderCell: (user) => <RelativeTime at={user.createdAt} /> },
    { key: 'menu', label: t('parts.actions'), hideLabel: true, align: 'end', renderCell: (user) => <MemberMenu member={user} ask={ask} /> },
  ];
}

function Marks({ user, self }: { user: User; self: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {user.isOwner && <Mark>{t('team.owner')}</Mark>}
      {self && <Mark>{t('team.you')}</Mark>}
    </>
  );
}
