import type { Tx } from '../../platform/db/db.ts';
import type { Override, Permission, Role } from '../permissions.ts';

export async function listOverrides(tx: Tx): Promise<Override[]> {
  return tx.query<Override>('select role, permission, granted from role_permissions');
}

export async function putOverride(tx: Tx, role: Role, permission: Permission, granted: boolean): Promise<void> {
  await tx.execute(
    `insert into role_permissions (role, permission, granted) values ($1, $2, $3)
     on conflict (organization_id, role, permission) do update set granted = excluded.granted`,
    [role, permission, granted],
  );
}

export async function deleteOverride(tx: Tx, role: Role, permission: Permission): Promise<void> {
  await tx.execute('delete from role_permissions where role = $1 and permission = $2', [role, permission]);
}
