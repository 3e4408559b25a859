import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ColorSchemeButton } from '../frame/color-scheme-button.tsx';
import { BirdMark } from '../parts/bird-mark.tsx';
import classes from './entrance-frame.module.css';
import { EntrancePicture } from './entrance-picture.tsx';
import { WrongAddressNote } from './wrong-address-note.tsx';

/** The pages before signing in: the form at the left, the bird at the right where there is room. */
export function EntranceFrame() {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <div className={classes.side}>
        <header className={classes.top}>
          <span className={classes.brand}>
            <BirdMark size={32} />
            Waxwing
          </span>
          <ColorSchemeButton />
        </header>
        <main className={classes.form}>
          <WrongAddressNote />
          <Outlet />
        </main>
      </div>
      <aside className={classes.picture}>
        <EntrancePicture />
        <p className={classes.motto}>{t('entrance.motto')}</p>
        <p className={classes.about}>{t('entrance.about')}</p>
      </aside>
    </div>
  );
}
