import { useTranslation } from 'react-i18next';
import type { Client } from '../api/shapes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import classes from './number-details.module.css';
import page from './number-page.module.css';

/** The plain facts of a number. */
export function NumberDetails({ client }: { client: Client }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="number-details">
      <h2 id="number-details" className={page.sectionTitle}>
        {t('clients.details.title')}
      </h2>
      <dl className={classes.list}>
        <dt>{t('clients.details.phone')}</dt>
        <dd>{client.phoneNumber ? readablePhone(client.phoneNumber) : t('clients.details.noPhone')}</dd>
        <dt>{t('clients.details.channel')}</dt>
        <dd>{t(`clients.channels.${client.channel}.name`)}</dd>
        <dt>{t('clients.details.added')}</dt>
        <dd>
          <RelativeTime at={client.createdAt} />
        </dd>
        <dt>{t('clients.details.id')}</dt>
        <dd className={classes.id}>
          <code>{client.id}</code>
          <CopyButton text={client.id} />
        </dd>
      </dl>
    </section>
  );
}
