import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirstFocus } from '../parts/use-first-focus.ts';
import classes from './entrance-frame.module.css';

/** Heading and lead of a page before signing in; the field to begin with has the focus. */
export function EntranceForm({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('frame.tabTitle', { page: title });
  }, [t, title]);
  const form = useFirstFocus<HTMLDivElement>();
  return (
    <div ref={form}>
      <h1 className={classes.heading}>{title}</h1>
      {lead && <p className={classes.lead}>{lead}</p>}
      {children}
    </div>
  );
}
