import type { ReactNode } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import classes from './person.module.css';

/** A person in a list: initials, name, address. */
export function Person({ name, detail, marks }: { name: string; detail: string; marks?: ReactNode }) {
  return (
    <span className={classes.person}>
      <Avatar name={name} />
      <span className={classes.text}>
        <span className={classes.name}>
          {name}
          {marks}
        </span>
        <span className={classes.detail}>{detail}</span>
      </span>
    </span>
  );
}

/** A quiet word beside a name. */
export function Mark({ children }: { children: ReactNode }) {
  return <span className={classes.mark}>{children}</span>;
}
