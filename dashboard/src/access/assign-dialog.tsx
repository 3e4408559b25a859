import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client, User } from '../api/shapes.ts';
import { clientsQuery } from '../clients/clients.queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { useAction } from '../parts/use-action.ts';
import { assignClients, assignedQuery } from './team.queries.ts';

/** Which numbers a member sees, with everything that hangs on them. */
export function AssignDialog({ member, onClose }: { member: User; onClose: () => void }) {
  const { t } = useTranslation();
  const assigned = useQuery({ ...assignedQuery(member.id), staleTime: 0 });
  const clients = useQuery(clientsQuery);
  return (
    <Dialog opened onClose={onClose} title={t('team.assign.title', { name: member.name })}>
      <QueryView query={assigned} loading={<SkeletonRows rows={3} height={36} />}>
        {({ clientIds }) => (
          <QueryView query={clients} loading={<SkeletonRows rows={3} height={36} />}>
            {({ data }) =>
              data.length === 0 ? (
                <Text c="dimmed">{t('team.assign.none')}</Text>
              ) : (
                <AssignForm member={member} clients={data} assigned={clientIds} onClose={onClose} />
              )
            }
          </QueryView>
        )}
      </QueryView>
    </Dialog>
  );
}

type FormProps = { member: User; clients: Client[]; assigned: string[]; onClose: () => void };

function AssignForm({ member, clients, assigned, onClose }: FormProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(assigned);
  const save = useAction({
    run: () => assignClients(member.id, chosen),
    renew: [['users', member.id, 'clients']],
    done: () => t('team.assign.done', { name: member.name, count: chosen.length }),
    onDone: onClose,
  });
  return (
    <Stack>
      <Text>{t('team.assign.text')}</Text>
      <ClientChoice clients={clients} value={chosen} onChange={setChosen} label={t('team.assign.label')} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('parts.cancel')}
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t('parts.save')}
        </Button>
      </Group>
    </Stack>
  );
}

type ChoiceProps = { clients: Client[]; value: string[]; onChange: (clientIds: string[]) => void; label: string };

/** Numbers to tick. */
export function ClientChoice({ clients, value, onChange, label }: ChoiceProps) {
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <Stack gap={10} mt={10}>
        {clients.map((client) => (
          <Checkbox
            key={client.id}
            value={client.id}
            label={client.name}
            description={client.phoneNumber ? readablePhone(client.phoneNumber) : undefined}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
