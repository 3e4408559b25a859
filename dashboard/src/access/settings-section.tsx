import type { ReactNode } from 'react';
import { useId } from 'react';
import classes from './settings-section.module.css';

/** One matter of the settings: what it is at the left, what can be done at the right. */
export function SettingsSection({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        <p className={classes.about}>{about}</p>
      </div>
      <div className={classes.content}>{children}</div>
    </section>
  );
}
