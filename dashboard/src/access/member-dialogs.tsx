import { PasswordInput, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role, User } from '../api/shapes.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { CopyField } from '../parts/copy-field.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { useMe } from './me.ts';
import { changeRole, makeOwner, removeTotp, removeUser, sendPasswordReset } from './team.queries.ts';
import { rolesFrom } from './team-rules.ts';
import type { MemberRights } from './team-rules.ts';

export type Asking = { kind: keyof MemberRights; member: User };

type Props = { member: User; onClose: () => void };

/** The dialog of the chosen action. */
export function MemberDialogs({ asking, onClose }: { asking: Asking | null; onClose: () => void }) {
  if (asking === null) return null;
  const Chosen = dialogs[asking.kind];
  return <Chosen key={asking.member.id} member={asking.member} onClose={onClose} />;
}

const dialogs: Record<keyof MemberRights, (props: Props) => ReactNode> = {
  changeRole: ChangeRole,
  assign: AssignDialog,
  resetPassword: ResetPassword,
  removeTotp: RemoveTotp,
  makeOwner: MakeOwner,
  remove: Remove,
};

function ChangeRole({ member, onClose }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>(member.role);
  const run = async () => {
    await changeRole(member.id, role);
    await queries.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      run={run}
      ready={role !== member.role}
      title={t('team.changeRole.title', { name: member.name })}
      confirm={t('team.changeRole.confirm')}
    >
      <RoleChoice roles={rolesFrom(user.role)} value={role} onChange={setRole} />
    </ConfirmDialog>
  );
}

/** The roles with what each is for. */
export function RoleChoice({ roles, value, onChange }: { roles: Role[]; value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('team.columns.role')} value={value} onChange={onChange}>
      <Stack gap={10} mt={8}>
        {roles.map((role) => (
          <Radio key={role} value={role} label={t(`roles.${role}.name`)} description={t(`roles.${role}.about`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function ResetPassword({ member, onClose }: Props) {
  const { t } = useTranslation();
  const [link, setLink] = useState<string | null>(null);
  if (link !== null) {
    return (
      <Dialog opened onClose={onClose} title={t('team.resetPassword.linkTitle')}>
        <Stack>
          <Text>{t('team.resetPassword.linkText', { name: member.name })}</Text>
          <CopyField label={t('team.link')} value={link} />
        </Stack>
      </Dialog>
    );
  }
  const run = async () => {
    const answer = await sendPasswordReset(member.id);
    if (answer.link) return setLink(answer.link);
    notifications.show({ message: t('team.resetPassword.mailed', { name: member.name }) });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      stayOpen
      onClose={onClose}
      run={run}
      title={t('team.resetPassword.title', { name: member.name })}
      confirm={t('team.resetPassword.confirm')}
    >
      <Text>{t('team.resetPassword.text')}</Text>
    </ConfirmDialog>
  );
}

function RemoveTotp({ member, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = async () => {
    await removeTotp(member.id);
    await queries.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <ConfirmDialog
      danger
      opened
      onClose={onClose}
      run={run}
      title={t('team.removeTotp.title', { name: member.name })}
      confirm={t('team.removeTotp.confirm')}
    >
      <Text>{t('team.removeTotp.text')}</Text>
    </ConfirmDialog>
  );
}

function MakeOwner({ member, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const run = async () => {
    await makeOwner(member.id, password);
    await Promise.all([queries.invalidateQueries({ queryKey: ['users'] }), queries.invalidateQueries({ queryKey: ['me'] })]);
  };
  return (
    <ConfirmDialog
      danger
      opened
      onClose={onClose}
      run={run}
      ready={password !== ''}
      title={t('team.makeOwner.title', { name: member.name })}
      confirm={t('team.makeOwner.confirm')}
    >
      <Text>{t('team.makeOwner.text', { name: member.name })}</Text>
      <PasswordInput
        data-autofocus
        label={t('settings.password.current')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function Remove({ member, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = async () => {
    await removeUser(member.id);
    await queries.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <ConfirmDialog
      danger
      opened
      onClose={onClose}
      run={run}
      title={t('team.remove.title', { name: member.name })}
      confirm={t('team.remove.confirm')}
    >
      <Text>{t('team.remove.text')}</Text>
    </ConfirmDialog>
  );
}
