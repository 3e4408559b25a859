import { describe, expect, it } from '@jest/globals';
import { memberRights, rolesFrom } from './team-rules.ts';

const everything = ['users.manage', 'users.delete', 'clients.assign'];
const owner = { id: 'owner', role: 'admin', isOwner: true, totpEnabled: true } as const;
const admin = { id: 'admin', role: 'admin', isOwner: false, totpEnabled: true } as const;
const manager = { id: 'manager', role: 'manager', isOwner: false, totpEnabled: false } as const;
const agent = { id: 'agent', role: 'agent', isOwner: false, totpEnabled: false } as const;

const none = { changeRole: false, assign: false, resetPassword: false, removeTotp: false, makeOwner: false, remove: false };

describe('what may be done with a member', () => {
  it('lets nobody touch themself', () => {
    expect(memberRights({ user: owner, permissions: everything }, owner)).toEqual(none);
    expect(memberRights({ user: admin, permissions: everything }, admin)).toEqual(none);
  });

  it('lets nobody touch the owner', () => {
    expect(memberRights({ user: admin, permissions: everything }, owner)).toEqual(none);
  });

  it('lets only the owner touch an admin', () => {
    expect(memberRights({ user: admin, permissions: everything }, { ...admin, id: 'other' })).toEqual(none);
    expect(memberRights({ user: owner, permissions: everything }, admin)).toMatchObject({
      changeRole: true,
      remove: true,
      makeOwner: true,
    });
  });

  it('lets a manager with the permission touch only those below', () => {
    const signed = { user: manager, permissions: everything };
    expect(memberRights(signed, agent)).toMatchObject({ changeRole: true, remove: true, makeOwner: false });
    expect(memberRights(signed, { ...manager, id: 'other' })).toMatchObject({ changeRole: false, remove: false });
  });

  it('takes a second factor away only where there is one', () => {
    const rightsOver = (member: typeof admin | typeof agent) => memberRights({ user: owner, permissions: everything }, member);
    expect([rightsOver(admin).removeTotp, rightsOver(agent).removeTotp]).toEqual([true, false]);
  });

  it('offers nothing without the permissions', () => {
    expect(memberRights({ user: admin, permissions: [] }, agent)).toEqual(none);
  });

  it('assigns numbers only to those who see nothing else', () => {
    expect(memberRights({ user: owner, permissions: everything }, agent).assign).toBe(true);
    expect(memberRights({ user: owner, permissions: everything }, manager).assign).toBe(false);
  });
});

describe('the roles one may hand out', () => {
  it('are the own and those below', () => {
    expect(rolesFrom('admin')).toEqual(['admin', 'manager', 'agent', 'viewer']);
    expect(rolesFrom('agent')).toEqual(['agent', 'viewer']);
  });
});
