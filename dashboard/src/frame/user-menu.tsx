import { Menu, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, useMe } from '../access/me.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import classes from './frame.module.css';

/** Who is signed in and where, with the way to their profile and out. */
export function UserMenu() {
  const { t } = useTranslation();
  const { user, organization } = useMe();
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t('frame.account', { name: user.name })}>
          <Avatar name={user.name} />
          <span className={classes.userText}>
            <span className={classes.userName}>{user.name}</span>
            <span className={classes.userOrganization}>{organization.name}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item component={Link} to="/settings" leftSection={<Icon name="user" size={16} />}>
          {t('frame.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" size={16} />} onClick={() => void signOut()}>
          {t('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
