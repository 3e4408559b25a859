import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Webhook } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Page } from '../parts/page.tsx';
import { Loading } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { DeliveryLog } from './delivery-log.tsx';
import { WebhookBadge } from './looks.tsx';
import { VerifySnippet } from './verify-snippet.tsx';
import { WebhookDialogs } from './webhook-dialogs.tsx';
import type { AskingWebhook } from './webhook-dialogs.tsx';
import { wordsFor } from './webhooks-page.tsx';
import { changeWebhook, statsQuery, webhookQuery } from './webhooks.queries.ts';
import classes from './webhooks.module.css';

const route = getRouteApi('/inside/webhooks/$webhookId');

/** One endpoint: how it does, what was sent to it, and what can be done about it. */
export function WebhookPage() {
  const { t } = useTranslation();
  const { webhookId } = route.useParams();
  const query = useQuery(webhookQuery(webhookId));
  const above = (
    <Link to="/webhooks" className={classes.quiet}>
      {t('frame.places.webhooks')}
    </Link>
  );
  if (query.data) return <WebhookView key={webhookId} webhook={query.data} />;
  return (
    <Page title={t('frame.places.webhooks')} above={above}>
      {query.isPending ? (
        <Loading>
          <Skeleton height={240} radius="lg" />
        </Loading>
      ) : (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      )}
    </Page>
  );
}

function WebhookView({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const [asking, ask] = useState<AskingWebhook | null>(null);
  const mayManage = useMay('webhooks.manage');
  return (
    <Page
      title={new URL(webhook.url).host}
      above={
        <Link to="/webhooks" className={classes.quiet}>
          {t('frame.places.webhooks')}
        </Link>
      }
      beside={<WebhookBadge webhook={webhook} />}
      lead={webhook.url}
      action={mayManage && <Button onClick={() => ask('test')}>{t('webhooks.actions.test')}</Button>}
    >
      {webhook.state === 'disabled' && <DisabledNotice webhook={webhook} />}
      <Facts webhook={webhook} />
      {mayManage && <Actions webhook={webhook} ask={ask} />}
      <DeliveryLog webhook={webhook} mayManage={mayManage} onReplay={() => ask('replay')} />
      <h2 className={classes.section}>{t('webhooks.verify.title')}</h2>
      <VerifySnippet />
      <WebhookDialogs webhook={webhook} asking={asking} onClose={() => ask(null)} />
    </Page>
  );
}

function Actions({ webhook, ask }: { webhook: Webhook; ask: (asking: AskingWebhook) => void }) {
  const { t } = useTranslation();
  const off = useAction({ run: () => changeWebhook(webhook.id, { state: 'disabled' }), renew: [['webhooks']] });
  return (
    <Group gap="xs">
      {webhook.state === 'active' && (
        <Button variant="default" loading={off.isPending} onClick={() => off.mutate()}>
          {t('webhooks.actions.disable')}
        </Button>
      )}
      <Button variant="default" onClick={() => ask('rotate')}>
        {t('webhooks.actions.rotate')}
      </Button>
      <Button variant="default" onClick={() => ask('remove')}>
        {t('webhooks.actions.remove')}
      </Button>
    </Group>
  );
}

function DisabledNotice({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const mayManage = useMay('webhooks.manage');
  const on = useAction({ run: () => changeWebhook(webhook.id, { state: 'active' }), renew: [['webhooks']] });
  return (
    <output className={classes.notice}>
      <span>{t(`webhooks.disabledBecause.${webhook.disabledReason ?? 'by_person'}`)}</span>
      {webhook.disabledAt && <RelativeTime at={webhook.disabledAt} />}
      {mayManage && (
        <Button size="xs" loading={on.isPending} onClick={() => on.mutate()}>
          {t('webhooks.actions.enable')}
        </Button>
      )}
    </output>
  );
}

function Facts({ webhook }: { webhook: Webhook }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(statsQuery(webhook.id));
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const { successRate = null, attempts = 0, durationMs } = data?.last24Hours ?? {};
  const facts: [string, string][] = [
    [t('webhooks.facts.events'), wordsFor(webhook.events, t('webhooks.everything'))],
    [t('webhooks.facts.retry'), t(`webhooks.retries.${webhook.retry.policy}`)],
    [t('webhooks.facts.success'), successRate === null ? '–' : percent.format(successRate)],
    [t('webhooks.facts.attempts'), attempts.toLocaleString(i18n.language)],
    [t('webhooks.facts.median'), durationMs?.p50 === undefined || durationMs.p50 === null ? '–' : `${durationMs.p50} ms`],
    [t('webhooks.facts.pending'), (data?.pending ?? 0).toLocaleString(i18n.language)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
