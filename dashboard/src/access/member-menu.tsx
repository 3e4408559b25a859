import { ActionIcon, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { User } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { useMe } from './me.ts';
import type { Asking } from './member-dialogs.tsx';
import { memberRights } from './team-rules.ts';

const entries = [
  { kind: 'changeRole', icon: 'shield' },
  { kind: 'assign', icon: 'numbers' },
  { kind: 'resetPassword', icon: 'key' },
  { kind: 'removeTotp', icon: 'shield' },
  { kind: 'makeOwner', icon: 'crown' },
  { kind: 'remove', icon: 'trash' },
] as const;

/** What can be done with a member; nothing is offered that the server would refuse. */
export function MemberMenu({ member, ask }: { member: User; ask: (asking: Asking) => void }) {
  const { t } = useTranslation();
  const rights = memberRights(useMe(), member);
  const offered = entries.filter(({ kind }) => rights[kind]);
  if (offered.length === 0) return null;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('team.menu.label', { name: member.name })}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map(({ kind, icon }) => (
          <Menu.Item
            key={kind}
            leftSection={<Icon name={icon} size={16} />}
            data-danger={kind === 'remove' || undefined}
            onClick={() => ask({ kind, member })}
          >
            {t(`team.menu.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
