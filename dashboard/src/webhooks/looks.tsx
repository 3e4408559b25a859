import { useTranslation } from 'react-i18next';
import type { Delivery, Webhook } from '../api/shapes.ts';
import { useWordsAt } from '../i18n/use-words-at.ts';
import { StateBadge } from '../parts/state-badge.tsx';
import type { Shape, Tone } from '../parts/state-badge.tsx';

/** Whether an endpoint hears of what happens, and whether that arrives. */
export function WebhookBadge({ webhook: { state, failingSince } }: { webhook: Webhook }) {
  const { t } = useTranslation();
  if (state === 'disabled') {
    return (
      <StateBadge tone="idle" shape="square">
        {t('webhooks.states.disabled')}
      </StateBadge>
    );
  }
  return failingSince ? (
    <StateBadge tone="failed" shape="triangle">
      {t('webhooks.states.failing')}
    </StateBadge>
  ) : (
    <StateBadge tone="ready" shape="check">
      {t('webhooks.states.active')}
    </StateBadge>
  );
}

const looks: Record<Delivery['status'], { tone: Tone; shape: Shape }> = {
  pending: { tone: 'moving', shape: 'ring' },
  delivered: { tone: 'ready', shape: 'check' },
  failed: { tone: 'failed', shape: 'triangle' },
  skipped: { tone: 'idle', shape: 'square' },
};

export function DeliveryBadge({ status }: { status: Delivery['status'] }) {
  const { t } = useTranslation();
  return <StateBadge {...looks[status]}>{t(`webhooks.statuses.${status}`)}</StateBadge>;
}

/** What came back: a status, or the word for why nothing did. */
export function Outcome({ status, error }: { status: number | null; error: string | null }) {
  const wordsAt = useWordsAt();
  if (status !== null) return <span>{status}</span>;
  return error === null ? null : <span>{wordsAt(`webhooks.errors.${error}`, error)}</span>;
}
