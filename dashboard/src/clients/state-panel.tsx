import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client } from '../api/shapes.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { StateShape } from '../parts/state-badge.tsx';
import { nextStep, stateLooks } from './state-look.ts';
import classes from './state-panel.module.css';
import { useStateWords } from './state-words.tsx';
import { useClientActions } from './use-client-actions.ts';

/** What the number is doing, since when, why, and the button that brings it further. */
export function StatePanel({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { reason, next } = useStateWords()(client);
  const { tone, shape } = stateLooks[client.state];
  return (
    <section className={classes.panel} data-tone={tone}>
      <span className={classes.shape}>
        <StateShape shape={shape} size={22} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>
          {client.state === 'ready' && client.phoneNumber ? client.phoneNumber : t(`clients.headlines.${client.state}`)}
        </h2>
        <p className={classes.text}>{[reason, next].filter(Boolean).join(' ')}</p>
        <p className={classes.since}>
          {t('clients.since')} <RelativeTime at={client.stateSince} />
        </p>
      </div>
      <NextButton client={client} />
    </section>
  );
}

function NextButton({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { start, stop, restart } = useClientActions(client);
  const mayLink = useMay('clients.link');
  if (!mayLink) return null;
  const step = nextStep(client);
  if (step === 'start') {
    return (
      <Button loading={start.isPending} onClick={() => start.mutate()}>
        {t('clients.steps.start')}
      </Button>
    );
  }
  if (step === 'restart') {
    return (
      <Button loading={restart.isPending} onClick={() => restart.mutate()}>
        {t('clients.steps.restart')}
      </Button>
    );
  }
  if (client.desiredState !== 'running') return null;
  return (
    <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
      {t('clients.steps.stop')}
    </Button>
  );
}
