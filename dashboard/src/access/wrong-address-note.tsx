import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import noteClasses from '../parts/error-note.module.css';
import classes from './entrance-frame.module.css';
import { setupQuery } from './setup.queries.ts';
import { isWrongAddress } from './wrong-address.ts';

/** Says before anyone signs in that it would not last, and where it does. */
export function WrongAddressNote() {
  const { t } = useTranslation();
  const { data } = useQuery(setupQuery);
  const { protocol, host } = window.location;
  if (!data || !isWrongAddress(data.publicUrl, { protocol, isSecureContext: window.isSecureContext })) return null;
  return (
    <div className={`${noteClasses.note} ${classes.wrongAddress}`} role="alert">
      <Icon name="warning" size={18} className={noteClasses.icon} />
      <div className={noteClasses.body}>
        <p className={noteClasses.words}>{t('entrance.wrongAddress', { host })}</p>
        <a className={classes.link} href={data.publicUrl}>
          {data.publicUrl}
        </a>
      </div>
    </div>
  );
}
