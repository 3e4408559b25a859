import { CopyButton } from './copy-button.tsx';
import classes from './copy-field.module.css';

type Props = { label: string; value: string; multiline?: boolean };

/** A value to be taken along: selectable as a whole, copied with one press. */
export function CopyField({ label, value, multiline = false }: Props) {
  return (
    <div className={classes.field}>
      <span className={classes.label}>{label}</span>
      <div className={classes.box}>
        <code className={multiline ? classes.lines : classes.line}>{value}</code>
        <CopyButton text={value} />
      </div>
    </div>
  );
}
