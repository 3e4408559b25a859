import type { Role, User } from '../api/shapes.ts';
import { roles } from '../api/shapes.ts';

type Person = Pick<User, 'id' | 'role' | 'isOwner'>;
type Member = Person & Pick<User, 'totpEnabled'>;
type Signed = { user: Person; permissions: string[] };

export type MemberRights = {
  changeRole: boolean;
  assign: boolean;
  resetPassword: boolean;
  removeTotp: boolean;
  makeOwner: boolean;
  remove: boolean;
};

/** What the signed-in person may do with a member: the owner stands over all, the rest over those below their own role, nobody over themself. */
export function memberRights({ user: me, permissions }: Signed, member: Member): MemberRights {
  const may = (permission: string) => permissions.includes(permission);
  const self = me.id === member.id;
  const reachable = !self && (me.isOwner || roles.indexOf(me.role) < roles.indexOf(member.role));
  return {
    changeRole: reachable && may('users.manage'),
    assign: seesOnlyAssigned(member.role) && may('clients.assign'),
    resetPassword: reachable && may('users.manage'),
    removeTotp: reachable && member.totpEnabled && may('users.manage'),
    makeOwner: !self && me.isOwner && may('users.manage'),
    remove: reachable && may('users.delete'),
  };
}

/** The roles that someone may hand out: their own and those below. */
export function rolesFrom(role: Role): Role[] {
  return roles.slice(roles.indexOf(role));
}

/** Admins and managers see every number; the others those they are assigned. */
export function seesOnlyAssigned(role: Role): boolean {
  return role === 'agent' || role === 'viewer';
}
