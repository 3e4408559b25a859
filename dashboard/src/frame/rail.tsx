import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BirdMark } from '../parts/bird-mark.tsx';
import { Icon } from '../parts/icon.tsx';
import { ColorSchemeButton } from './color-scheme-button.tsx';
import classes from './frame.module.css';
import { searchKeys } from './keys.ts';
import type { Place, PlaceGroup } from './places.ts';
import { UserMenu } from './user-menu.tsx';

/** The left rail: words beside the icons where there is room for them, else on hover. */
export function Rail({ groups, onSearch }: { groups: PlaceGroup[]; onSearch: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/numbers" className={classes.brand} aria-label={t('frame.home')}>
        <BirdMark size={30} />
        <span className={classes.wide}>Waxwing</span>
      </Link>
      <UnstyledButton className={classes.search} onClick={onSearch} aria-label={t('frame.search')} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" size={17} />
        <span className={classes.wide}>{t('frame.search')}</span>
        <Kbd className={classes.wide} size="xs">
          {searchKeys}
        </Kbd>
      </UnstyledButton>
      <div className={classes.groups}>
        {groups.map((group) => (
          <div key={group.name} className={classes.group}>
            {group.name !== 'work' && <p className={classes.groupName}>{t(`frame.groups.${group.name}`)}</p>}
            {group.places.map((place) => (
              <RailLink key={place.to} place={place} />
            ))}
          </div>
        ))}
      </div>
      <div className={classes.foot}>
        <UserMenu />
        <ColorSchemeButton />
      </div>
    </>
  );
}

function RailLink({ place }: { place: Place }) {
  const { t } = useTranslation();
  const label = t(`frame.places.${place.name}`);
  return (
    <Tooltip label={label} position="right" classNames={{ tooltip: classes.narrowOnly }}>
      <Link to={place.to} className={classes.link} aria-label={label}>
        <Icon name={place.icon} size={19} />
        <span className={classes.wide}>{label}</span>
      </Link>
    </Tooltip>
  );
}
