import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client } from '../api/shapes.ts';
import { readablePhone } from '../parts/phone-number.ts';
import classes from './state-panel.module.css';

/** The moment a number is linked, said plainly, with the step that comes next. */
export function LinkedPanel({ client }: { client: Client }) {
  const { t } = useTranslation();
  const mayAddKeys = useMay('apiKeys.manage');
  const mayAddNumbers = useMay('clients.create');
  return (
    <section className={classes.moment}>
      <svg className={classes.success} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
        <circle cx="32" cy="32" r="30" />
        <path pathLength={1} d="M20 33l9 9 16-18" />
      </svg>
      <div className={classes.words}>
        <h2 className={classes.title}>{t('clients.linked.title')}</h2>
        <p className={classes.text}>
          {client.phoneNumber
            ? t('clients.linked.text', { number: readablePhone(client.phoneNumber) })
            : t('clients.linked.textWithoutNumber')}
        </p>
      </div>
      <div className={classes.steps}>
        {mayAddKeys && (
          <Button component={Link} to="/api-keys?add=true">
            {t('clients.linked.createKey')}
          </Button>
        )}
        {mayAddNumbers && (
          <Button component={Link} to="/numbers?add=true" variant="default">
            {t('clients.linked.addAnother')}
          </Button>
        )}
      </div>
    </section>
  );
}
