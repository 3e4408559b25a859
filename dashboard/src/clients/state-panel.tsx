import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import { serverNow } from '../api/server-clock.ts';
import type { Client } from '../api/shapes.ts';
import { readablePhone } from '../parts/phone-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { StateShape } from '../parts/state-badge.tsx';
import { secondsLeft } from '../parts/time.ts';
import { useNow } from '../parts/use-now.ts';
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
          {client.state === 'ready' && client.phoneNumber ? readablePhone(client.phoneNumber) : t(`clients.headlines.${client.state}`)}
        </h2>
        <p className={classes.text}>{[reason, next].filter(Boolean).join(' ')}</p>
        <p className={classes.since}>
          {t('clients.since')} <RelativeTime at={client.stateSince} />
          <NextTry client={client} />
        </p>
      </div>
      <NextButton client={client} />
    </section>
  );
}

/** When the server tries by itself again. */
function NextTry({ client: { state, stateDeadline } }: { client: Client }) {
  const { t } = useTranslation();
  const now = serverNow(useNow(1_000));
  const left = state === 'disconnected' && stateDeadline ? secondsLeft(new Date(stateDeadline), now) : 0;
  return left > 0 && <span className={classes.nextTry}>{t('clients.nextTry', { count: left })}</span>;
}

function NextButton({ client }: { client: Client }) {
  const { t } = useTranslation();
  const actions = useClientActions(client);
  const mayManage = useMay('clients.manage');
  const step = nextStep(client);
  if (!mayManage || step === 'link') return null;
  if (step === null && client.desiredState !== 'running') return null;
  const action = actions[step ?? 'stop'];
  return (
    <Button variant={step === null ? 'default' : 'filled'} loading={action.isPending} onClick={() => action.mutate()}>
      {t(`clients.steps.${step ?? 'stop'}`)}
    </Button>
  );
}
