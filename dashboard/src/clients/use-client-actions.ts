import { useTranslation } from 'react-i18next';
import type { Client } from '../api/shapes.ts';
import { useAction } from '../parts/use-action.ts';
import { pauseClient, restartClient, resumeClient, startClient, stopClient } from './clients.queries.ts';

const renew = [['clients']];

/** What sets one number going or holds it, as buttons use it. */
export function useClientActions(client: Pick<Client, 'id' | 'name'>) {
  const { t } = useTranslation();
  const start = useAction({ run: () => startClient(client.id), renew });
  const stop = useAction({ run: () => stopClient(client.id), renew, done: () => t('clients.done.stop', { name: client.name }) });
  const restart = useAction({ run: () => restartClient(client.id), renew, done: () => t('clients.done.restart', { name: client.name }) });
  const pause = useAction({ run: () => pauseClient(client.id), renew, done: () => t('clients.done.pause', { name: client.name }) });
  const resume = useAction({ run: () => resumeClient(client.id), renew, done: () => t('clients.done.resume', { name: client.name }) });
  return { start, stop, restart, pause, resume };
}
