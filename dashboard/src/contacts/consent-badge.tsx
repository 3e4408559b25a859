import { useTranslation } from 'react-i18next';
import type { Contact } from '../api/shapes.ts';
import { StateBadge } from '../parts/state-badge.tsx';

/** What may be sent to somebody, in a word and a shape. */
export function ConsentBadge({ contact }: { contact: Pick<Contact, 'blocked' | 'consent'> }) {
  const { t } = useTranslation();
  if (contact.blocked)
    return (
      <StateBadge tone="failed" shape="square">
        {t('contacts.consent.states.blocked')}
      </StateBadge>
    );
  const { state, clients } = contact.consent;
  const looks = { opted_out: ['failed', 'square'], opted_in: ['ready', 'check'], none: ['idle', 'ring'] } as const;
  const [tone, shape] = looks[state];
  const partly = state !== 'opted_out' && clients.some((client) => client.state === 'opted_out');
  return (
    <StateBadge tone={partly ? 'waiting' : tone} shape={partly ? 'diamond' : shape}>
      {t(partly ? 'contacts.consent.states.partly' : `contacts.consent.states.${state}`)}
    </StateBadge>
  );
}
