import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Channel, Client } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { TestWord } from '../parts/test-stripe.tsx';
import { NumberMenu } from './number-menu.tsx';
import classes from './numbers-page.module.css';
import { nextStep } from './state-look.ts';
import { ClientStateBadge, useStateWords } from './state-words.tsx';
import { useClientActions } from './use-client-actions.ts';

/** The icon of each channel. */
export const channelIcons: Record<Channel, IconName> = { sandbox: 'sandbox', web: 'web', cloud: 'cloud' };

/** One number in the list; a card on a phone. */
export function NumberRow({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { reason, next } = useStateWords()(client);
  return (
    <li className={classes.row}>
      <span className={classes.tile} data-channel={client.channel}>
        <Icon name={channelIcons[client.channel]} size={20} />
      </span>
      <div>
        <div className={classes.name}>
          <Link className={classes.link} to="/numbers/$clientId" params={{ clientId: client.id }}>
            {client.name}
          </Link>
          {client.channel === 'sandbox' && <TestWord />}
        </div>
        <div className={classes.detail}>
          {client.phoneNumber ? readablePhone(client.phoneNumber) : t(`clients.channels.${client.channel}.name`)}
        </div>
      </div>
      <div className={classes.state} aria-live="polite">
        <div className={classes.stateLine}>
          <ClientStateBadge state={client.state} />
          <RelativeTime at={client.stateSince} />
        </div>
        {client.state !== 'ready' && <div className={classes.why}>{[reason, next].filter(Boolean).join(' ')}</div>}
      </div>
      <div className={classes.actions}>
        <RowStep client={client} />
        <NumberMenu client={client} />
      </div>
    </li>
  );
}

function RowStep({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { start, restart, resume } = useClientActions(client);
  const navigate = useNavigate();
  const may = { link: useMay('clients.link'), manage: useMay('clients.manage') };
  const step = nextStep(client);
  if (step === null || !(step === 'link' ? may.link : may.manage)) return null;
  const onClick = {
    start: () => start.mutate(),
    restart: () => restart.mutate(),
    resume: () => resume.mutate(),
    link: () => void navigate({ to: '/numbers/$clientId', params: { clientId: client.id } }),
  }[step];
  return (
    <Button
      className={classes.step}
      variant={step === 'link' ? 'light' : 'default'}
      size="xs"
      loading={start.isPending || restart.isPending || resume.isPending}
      onClick={onClick}
    >
      {t(`clients.steps.${step}`)}
    </Button>
  );
}
