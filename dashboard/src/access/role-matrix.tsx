import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from '../api/shapes.ts';
import type { Role, RoleRights } from '../api/shapes.ts';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay, useMe } from './me.ts';
import { permissionGroups } from './permission-groups.ts';
import classes from './role-matrix.module.css';
import { rolesQuery, setPermission } from './team.queries.ts';
import { usePermissionWords } from './use-permission-words.ts';

type Change = { role: Role; permission: string; granted: boolean };

/** What each role may do, on one screen. */
export function RoleMatrix() {
  const { t } = useTranslation();
  const query = useQuery(rolesQuery);
  const mayChange = useMay('roles.manage');
  const change = useAction({
    run: ({ role, permission, granted }: Change) => setPermission(role, permission, granted),
    renew: [['roles'], ['me']],
  });
  return (
    <>
      <p className={classes.lead}>{t(mayChange ? 'team.rolesLead' : 'team.rolesLeadReadOnly')}</p>
      <QueryView query={query} loading={<SkeletonRows rows={8} height={32} />}>
        {({ data }) => <Matrix rights={data} onChange={mayChange ? change.mutate : null} busy={change.isPending} />}
      </QueryView>
    </>
  );
}

type MatrixProps = { rights: RoleRights[]; onChange: ((change: Change) => void) | null; busy: boolean };

function Matrix({ rights, onChange, busy }: MatrixProps) {
  const { t } = useTranslation();
  const words = usePermissionWords();
  const all = Object.keys(rights[0]?.permissions ?? {});
  return (
    <table className={classes.matrix}>
      <thead>
        <tr>
          <th scope="col">{t('team.columns.permission')}</th>
          {rights.map(({ role }) => (
            <th key={role} scope="col">
              {t(`roles.${role}.name`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {permissionGroups(all).map(({ room, permissions }) => (
          <Fragment key={room}>
            <tr className={classes.room}>
              <th scope="rowgroup" colSpan={rights.length + 1}>
                {words.room(room)}
              </th>
            </tr>
            {permissions.map((permission) => (
              <tr key={permission}>
                <th scope="row">{words.permission(permission)}</th>
                {rights.map((of) => (
                  <td key={of.role}>
                    <Cell rights={of} permission={permission} onChange={onChange} busy={busy} />
                  </td>
                ))}
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

type CellProps = { rights: RoleRights; permission: string; onChange: MatrixProps['onChange']; busy: boolean };

function Cell({ rights: { role, fixed, permissions }, permission, onChange, busy }: CellProps) {
  const { t } = useTranslation();
  const words = usePermissionWords();
  const me = useMe();
  const granted = permissions[permission]?.granted ?? false;
  const below = roles.indexOf(me.user.role) < roles.indexOf(role);
  return (
    <Checkbox
      classNames={{ root: classes.box }}
      checked={granted}
      disabled={onChange === null || busy || fixed || !below || !me.permissions.includes(permission)}
      onChange={() => onChange?.({ role, permission, granted: !granted })}
      aria-label={t('team.mayLabel', { role: t(`roles.${role}.name`), permission: words.permission(permission) })}
    />
  );
}
