import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { User } from '../api/shapes.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { Person } from './person.tsx';
import { restoreUser, usersQuery } from './team.queries.ts';

/** People who were removed and can be brought back for 30 days. */
export function RemovedList() {
  const { t } = useTranslation();
  const query = useQuery(usersQuery(true));
  const restore = useAction({
    run: (user: User) => restoreUser(user.id),
    renew: [['users']],
    done: (user) => t('team.restored', { name: user.name }),
  });
  const columns: Column<User>[] = [
    {
      key: 'person',
      label: t('team.columns.person'),
      heading: true,
      renderCell: ({ name, email }) => <Person name={name} detail={email} />,
    },
    { key: 'role', label: t('team.columns.role'), renderCell: ({ role }) => t(`roles.${role}.name`) },
    { key: 'removed', label: t('team.columns.removed'), renderCell: ({ deletedAt }) => deletedAt && <RelativeTime at={deletedAt} /> },
    {
      key: 'restore',
      foot: true,
      label: t('parts.actions'),
      hideLabel: true,
      align: 'end',
      renderCell: (user) => (
        <Button
          size="xs"
          variant="default"
          aria-label={t('team.restoreLabel', { name: user.name })}
          loading={restore.isPending && restore.variables.id === user.id}
          onClick={() => restore.mutate(user)}
        >
          {t('team.restore')}
        </Button>
      ),
    },
  ];
  return (
    <QueryView query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <EmptyState icon="team" title={t('team.noRemoved.title')}>
            {t('team.noRemoved.text')}
          </EmptyState>
        ) : (
          <DataTable caption={t('team.tabs.removed')} columns={columns} rows={data} rowKey={({ id }) => id} />
        )
      }
    </QueryView>
  );
}
