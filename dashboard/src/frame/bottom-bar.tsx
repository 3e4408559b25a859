import { UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { OnceOpened } from '../parts/once-opened.tsx';
import classes from './frame.module.css';
import type { PlaceGroup } from './places.ts';

const MoreSheet = lazy(() => import('./more-sheet.tsx').then((module) => ({ default: module.MoreSheet })));

const placesInBar = 3;

/** The phone's navigation: the first pages, and the rest behind "More". */
export function BottomBar({ groups, onSearch }: { groups: PlaceGroup[]; onSearch: () => void }) {
  const { t } = useTranslation();
  const [opened, more] = useDisclosure(false);
  const places = groups.flatMap((group) => group.places);
  return (
    <div className={classes.barItems}>
      {places.slice(0, placesInBar).map((place) => (
        <Link key={place.to} to={place.to} className={classes.barItem}>
          <Icon name={place.icon} size={21} />
          {t(`frame.places.${place.name}`)}
        </Link>
      ))}
      <UnstyledButton className={classes.barItem} onClick={more.open} aria-haspopup="dialog">
        <Icon name="menu" size={21} />
        {t('frame.more')}
      </UnstyledButton>
      <OnceOpened opened={opened}>
        {(shown) => <MoreSheet opened={shown} onClose={more.close} places={places.slice(placesInBar)} onSearch={onSearch} />}
      </OnceOpened>
    </div>
  );
}
