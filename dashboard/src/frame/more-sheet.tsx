import { Drawer, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, useMe } from '../access/me.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';
import { useColorSchemeToggle } from './color-scheme-button.tsx';
import classes from './frame.module.css';
import type { Place } from './places.ts';

type SheetProps = { opened: boolean; onClose: () => void; places: Place[]; onSearch: () => void };

/** The pages and actions that have no room in the phone's bar. */
export function MoreSheet({ opened, onClose, places, onSearch }: SheetProps) {
  const { t } = useTranslation();
  const { user, organization } = useMe();
  const { other, toggle } = useColorSchemeToggle();
  const title = (
    <span className={classes.sheetUser}>
      <Avatar name={user.name} size={40} />
      <span className={classes.userLines}>
        <span className={classes.userName}>{user.name}</span>
        <span className={classes.userOrganization}>{organization.name}</span>
      </span>
    </span>
  );
  const search = () => {
    onClose();
    onSearch();
  };
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={title}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
      classNames={{ content: classes.sheet }}
    >
      <div className={classes.sheetItems}>
        {places.map((place) => (
          <Link key={place.to} to={place.to} className={classes.link} onClick={onClose}>
            <Icon name={place.icon} size={20} />
            {t(`frame.places.${place.name}`)}
          </Link>
        ))}
        <SheetAction icon="search" onClick={search} label={t('frame.search')} />
        <SheetAction icon={other === 'dark' ? 'moon' : 'sun'} onClick={toggle} label={t(`frame.colorScheme.${other}`)} />
        <SheetAction icon="signOut" onClick={() => void signOut()} label={t('frame.signOut')} />
      </div>
    </Drawer>
  );
}

function SheetAction({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <UnstyledButton className={classes.link} onClick={onClick}>
      <Icon name={icon} size={20} />
      {label}
    </UnstyledButton>
  );
}
