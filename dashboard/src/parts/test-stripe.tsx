import { useTranslation } from 'react-i18next';
import classes from './test-stripe.module.css';

/** The thin stripe and the words over everything that belongs to a sandbox number, so that nobody mistakes it for the real thing. */
export function TestStripe() {
  const { t } = useTranslation();
  return (
    <div className={classes.stripe} role="note">
      <strong>{t('parts.testMode')}</strong>
      <span>{t('parts.testModeMeaning')}</span>
    </div>
  );
}

/** The word alone, beside the name of a sandbox number in a list. */
export function TestWord() {
  const { t } = useTranslation();
  return <span className={classes.word}>{t('parts.test')}</span>;
}
