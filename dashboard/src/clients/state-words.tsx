import { useTranslation } from 'react-i18next';
import type { Client, ClientState } from '../api/shapes.ts';
import { useWordsAt } from '../i18n/use-words-at.ts';
import { StateBadge } from '../parts/state-badge.tsx';
import { stateLooks } from './state-look.ts';

/** The state of a number in words and shape. */
export function ClientStateBadge({ state }: { state: ClientState }) {
  const { t } = useTranslation();
  return <StateBadge {...stateLooks[state]}>{t(`clients.states.${state}`)}</StateBadge>;
}

type Words = { reason: string | null; next: string };

/** Why a number is as it is and what to do next: the server's codes in words, or what every such state means. */
export function useStateWords(): (client: Pick<Client, 'state' | 'reason'> & { nextAction?: Client['nextAction'] }) => Words {
  const { t } = useTranslation();
  const wordsAt = useWordsAt();
  return ({ state, reason, nextAction }) => ({
    reason: reason ? wordsAt(`clients.reasons.${reason}`, t('clients.otherReason', { code: reason })) : null,
    next: wordsAt(`clients.nextActions.${nextAction}`, t(`clients.next.${state}`)),
  });
}
