import { ActionIcon, Menu } from '@mantine/core';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { OnceOpened } from '../parts/once-opened.tsx';
import type { AskingNumber } from './number-dialogs.tsx';
import { useClientActions } from './use-client-actions.ts';

const NumberDialogs = lazy(() => import('./number-dialogs.tsx').then((module) => ({ default: module.NumberDialogs })));

/** Everything that can be done with a number besides its next step. */
export function NumberMenu({ client, onDeleted }: { client: Client; onDeleted?: () => void }) {
  const { t } = useTranslation();
  const [asking, ask] = useState<AskingNumber>(null);
  const { start, stop, restart, pause, resume } = useClientActions(client);
  const mayLink = useMay('clients.link');
  const mayManage = useMay('clients.manage');
  const mayDelete = useMay('clients.delete');
  const runs = client.desiredState === 'running';
  const pausable = client.state === 'ready';
  const close = () => ask(null);
  if (!mayLink && !mayManage && !mayDelete) return null;
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('clients.menu.label', { name: client.name })}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayManage && !runs && <Entry icon="play" label={t('clients.menu.start')} onClick={() => start.mutate()} />}
          {mayManage && runs && <Entry icon="restart" label={t('clients.menu.restart')} onClick={() => restart.mutate()} />}
          {mayManage && pausable && <Entry icon="pause" label={t('clients.menu.pause')} onClick={() => pause.mutate()} />}
          {mayManage && client.state === 'paused' && <Entry icon="play" label={t('clients.menu.resume')} onClick={() => resume.mutate()} />}
          {mayManage && runs && <Entry icon="stop" label={t('clients.menu.stop')} onClick={() => stop.mutate()} />}
          {mayManage && <Entry icon="pencil" label={t('clients.menu.rename')} onClick={() => ask('rename')} />}
          {(mayLink || mayDelete) && <Menu.Divider />}
          {mayLink && <Entry icon="unlink" label={t('clients.menu.logout')} onClick={() => ask('logout')} />}
          {mayDelete && <Entry danger icon="trash" label={t('clients.menu.delete')} onClick={() => ask('delete')} />}
        </Menu.Dropdown>
      </Menu>
      <OnceOpened opened={asking !== null}>
        {() => <NumberDialogs client={client} asking={asking} onClose={close} onDeleted={onDeleted} />}
      </OnceOpened>
    </>
  );
}

type EntryProps = { icon: Parameters<typeof Icon>[0]['name']; label: string; danger?: boolean; onClick: () => void };

function Entry({ icon, label, danger = false, onClick }: EntryProps) {
  return (
    <Menu.Item leftSection={<Icon name={icon} size={16} />} data-danger={danger || undefined} onClick={onClick}>
      {label}
    </Menu.Item>
  );
}
