import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../api/shapes.ts';
import classes from './audit-page.module.css';

/** What an action changed: the old value struck out, the new one after it; a field without values holds personal data. */
export function AuditChanges({ changes }: { changes: AuditRow['changes'] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.changes}>
      {Object.entries(changes).map(([field, { from, to }]) => (
        <li key={field}>
          {field}
          {from !== undefined && <del aria-label={t('audit.from', { value: shown(from) })}>{shown(from)}</del>}
          {to !== undefined && <ins aria-label={t('audit.to', { value: shown(to) })}>{shown(to)}</ins>}
        </li>
      ))}
    </ul>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
