import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

type Props = {
  title: string;
  /** What the tab of the browser says, where it is more than the title. */
  tabTitle?: string;
  lead?: ReactNode;
  above?: ReactNode;
  beside?: ReactNode;
  action?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
};

/** One page: one title, its one primary action at the right, the content below. */
export function Page({ title, tabTitle, lead, above, beside, action, narrow = false, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('frame.tabTitle', { page: tabTitle ?? title });
  }, [t, tabTitle, title]);
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      {above}
      <header className={classes.header}>
        <div className={classes.titleLine}>
          <h1 className={classes.title}>{title}</h1>
          {beside}
        </div>
        {action && <div className={classes.action}>{action}</div>}
        {lead && <p className={classes.lead}>{lead}</p>}
      </header>
      {children}
    </div>
  );
}
