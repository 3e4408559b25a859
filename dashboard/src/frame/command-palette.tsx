import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut, useMe } from '../access/me.ts';
import { clientsQuery } from '../clients/clients.queries.ts';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { useColorSchemeToggle } from './color-scheme-button.tsx';
import classes from './command-palette.module.css';
import { matching } from './matching.ts';
import type { PlaceGroup } from './places.ts';

type Command = {
  id: string;
  group: 'pages' | 'numbers' | 'actions';
  label: string;
  hint?: string | undefined;
  icon: IconName;
  run: () => void;
};

type Props = { groups: PlaceGroup[]; onClose: () => void };

const commandGroups = ['pages', 'numbers', 'actions'] as const;

/** Every page, number and action within a few letters. */
export function CommandPalette({ groups, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const combobox = useCombobox({ opened: true });
  const found = matching(useCommands(groups), text);
  const run = (id: string) => {
    onClose();
    found.find((command) => command.id === id)?.run();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      centered={false}
      attributes={{ content: { 'aria-label': t('frame.search') } }}
    >
      <Combobox store={combobox} onOptionSubmit={run}>
        <Combobox.EventsTarget>
          <TextInput
            classNames={{ root: classes.field, input: classes.input }}
            variant="unstyled"
            leftSection={<Icon name="search" />}
            leftSectionWidth={48}
            placeholder={t('frame.palette.placeholder')}
            aria-label={t('frame.search')}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </Combobox.EventsTarget>
        <CommandList key={text} commands={found} selectFirst={combobox.selectFirstOption} />
      </Combobox>
    </Modal>
  );
}

/** Made anew for each search, so that the choice is back at the top. */
function CommandList({ commands, selectFirst }: { commands: Command[]; selectFirst: () => unknown }) {
  const { t } = useTranslation();
  useEffect(() => void selectFirst(), [selectFirst]);
  return (
    <Combobox.Options tabIndex={0} className={classes.list} aria-label={t('frame.search')}>
      {commands.length === 0 && <Combobox.Empty>{t('frame.palette.nothing')}</Combobox.Empty>}
      {commandGroups.map((group) => (
        <CommandGroup key={group} label={t(`frame.palette.${group}`)} commands={commands.filter((command) => command.group === group)} />
      ))}
    </Combobox.Options>
  );
}

function CommandGroup({ label, commands }: { label: string; commands: Command[] }) {
  if (commands.length === 0) return null;
  return (
    <Combobox.Group label={label}>
      {commands.map(({ id, icon, label: name, hint }) => (
        <Combobox.Option key={id} value={id} className={classes.option}>
          <Icon name={icon} />
          <span className={classes.label}>{name}</span>
          {hint && <span className={classes.hint}>{hint}</span>}
        </Combobox.Option>
      ))}
    </Combobox.Group>
  );
}

function useCommands(groups: PlaceGroup[]): Command[] {
  const { permissions } = useMe();
  const pages = usePages(groups);
  const numbers = useNumbers(permissions.includes('clients.read'));
  const actions = useActions().filter(({ needs }) => !needs || permissions.includes(needs));
  return [...pages, ...numbers, ...actions];
}

function usePages(groups: PlaceGroup[]): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return groups
    .flatMap((group) => group.places)
    .map((place) => ({
      id: place.name,
      group: 'pages',
      label: t(`frame.places.${place.name}`),
      icon: place.icon,
      run: () => void navigate({ to: place.to }),
    }));
}

function useNumbers(enabled: boolean): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useQuery({ ...clientsQuery, enabled });
  return (data?.data ?? []).map((client) => ({
    id: client.id,
    group: 'numbers',
    label: client.name,
    hint: client.phoneNumber ? readablePhone(client.phoneNumber) : t(`clients.states.${client.state}`),
    icon: 'numbers',
    run: () => void navigate({ to: '/numbers/$clientId', params: { clientId: client.id } }),
  }));
}

function useActions(): Array<Command & { needs?: string }> {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { other, toggle } = useColorSchemeToggle();
  const group = 'actions';
  const addNumber = () => void navigate({ to: '/numbers', search: { add: true } });
  const invite = () => void navigate({ to: '/team', search: { invite: true } });
  const addKey = () => void navigate({ to: '/api-keys', search: { add: true } });
  return [
    { group, id: 'add-number', needs: 'clients.create', label: t('clients.add.open'), icon: 'plus', run: addNumber },
    { group, id: 'invite', needs: 'users.invite', label: t('team.invite.open'), icon: 'plus', run: invite },
    { group, id: 'add-key', needs: 'apiKeys.manage', label: t('apiKeys.create.open'), icon: 'plus', run: addKey },
    { group, id: 'scheme', label: t(`frame.colorScheme.${other}`), icon: other === 'dark' ? 'moon' : 'sun', run: toggle },
    { group, id: 'sign-out', label: t('frame.signOut'), icon: 'signOut', run: () => void signOut() },
  ];
}
