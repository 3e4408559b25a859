import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/shapes.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { clientsQuery, deleteClient, logoutClient, renameClient } from './clients.queries.ts';

export type AskingNumber = 'rename' | 'logout' | 'delete' | null;

type Props = { client: Client; opened: boolean; onClose: () => void };
type AllProps = { client: Client; asking: AskingNumber; onClose: () => void; onDeleted?: (() => void) | undefined };

/** The questions of a number's menu. */
export function NumberDialogs({ client, asking, onClose, onDeleted }: AllProps) {
  return (
    <>
      <RenameNumber client={client} opened={asking === 'rename'} onClose={onClose} />
      <LogOutNumber client={client} opened={asking === 'logout'} onClose={onClose} />
      <DeleteNumber client={client} opened={asking === 'delete'} onClose={onClose} onDeleted={onDeleted} />
    </>
  );
}

/** Asks before the number is unlinked on WhatsApp's side too. */
function LogOutNumber({ client, opened, onClose }: Props) {
  const { t } = useTranslation();
  const run = useRenewing(() => logoutClient(client.id));
  return (
    <ConfirmDialog
      danger
      opened={opened}
      onClose={onClose}
      run={run}
      title={t('clients.logout.title', { name: client.name })}
      confirm={t('clients.logout.confirm')}
    >
      <Text>{t('clients.logout.text')}</Text>
    </ConfirmDialog>
  );
}

/** Asks before the number is gone. */
function DeleteNumber({ client, opened, onClose, onDeleted }: Props & { onDeleted?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = async () => {
    await deleteClient(client.id);
    onDeleted?.();
    await queries.invalidateQueries({ queryKey: clientsQuery.queryKey, exact: true });
  };
  return (
    <ConfirmDialog
      danger
      opened={opened}
      onClose={onClose}
      run={run}
      title={t('clients.delete.title', { name: client.name })}
      confirm={t('clients.delete.confirm')}
    >
      <Text>{t('clients.delete.text')}</Text>
    </ConfirmDialog>
  );
}

/** Gives the number another name. */
function RenameNumber({ client, opened, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(client.name);
  const run = useRenewing(() => renameClient(client.id, name.trim()));
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      run={run}
      ready={name.trim() !== ''}
      title={t('clients.rename.title')}
      confirm={t('parts.save')}
    >
      <TextInput
        data-autofocus
        label={t('clients.add.name')}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function useRenewing<Data>(work: () => Promise<Data>): () => Promise<Data> {
  const client = useQueryClient();
  return async () => {
    const data = await work();
    await client.invalidateQueries({ queryKey: ['clients'], refetchType: 'active' });
    return data;
  };
}
