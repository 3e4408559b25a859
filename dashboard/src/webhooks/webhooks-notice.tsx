import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import { webhooksQuery } from './webhooks.queries.ts';
import classes from './webhooks.module.css';

/** On every page: endpoints that were switched off because nothing arrived there. */
export function WebhooksNotice() {
  const { t } = useTranslation();
  const mayRead = useMay('webhooks.read');
  const { data } = useQuery({ ...webhooksQuery, enabled: mayRead });
  const lost = (data?.data ?? []).filter(({ state, disabledReason }) => state === 'disabled' && disabledReason !== 'by_person');
  const [first] = lost;
  if (!first) return null;
  return (
    <output className={classes.banner}>
      <span>{t('webhooks.notice', { count: lost.length })}</span>
      <Link to="/webhooks/$webhookId" params={{ webhookId: first.id }}>
        {t('webhooks.look')}
      </Link>
    </output>
  );
}
