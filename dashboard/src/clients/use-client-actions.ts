import { useTranslation } from 'react-i18next';
import type { Client } from '../api/shapes.ts';
import { useAction } from '../parts/use-action.ts';
import { restartClient, startClient, stopClient } from './clients.queries.ts';

const renew = [['clients']];

/** Start, stop and restart of one number, as buttons use them. */
export function useClientActions(client: Pick<Client, 'id' | 'name'>) {
  const { t } = useTranslation();
  const start = useAction({ run: () => startClient(client.id), renew });
  const stop = useAction({ run: () => stopClient(client.id), renew, done: () => t('clients.done.stop', { name: client.name }) });
  const restart = useAction({ run: () => restartClient(client.id), renew, done: () => t('clients.done.restart', { name: client.name }) });
  return { start, stop, restart };
}
