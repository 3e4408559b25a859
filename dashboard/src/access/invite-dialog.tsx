import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewInvitation, Role } from '../api/shapes.ts';
import { CopyField } from '../parts/copy-field.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import { useMe } from './me.ts';
import { RoleChoice } from './member-dialogs.tsx';
import { invite } from './team.queries.ts';
import { rolesFrom } from './team-rules.ts';

/** Invites a person; the link is shown once, to be handed over. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewInvitation | null>(null);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made ? t('team.invite.doneTitle') : t('team.invite.open')}
      keep={made !== null}
      onClosed={() => setMade(null)}
    >
      {made ? <InvitationMade invitation={made} onClose={onClose} /> : <InviteForm onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}

function InviteForm({ onMade, onClose }: { onMade: (invitation: NewInvitation) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  const form = useForm<{ email: string; role: Role }>({ initialValues: { email: '', role: 'agent' } });
  const work = useFormWork(form, (body) => invite(body, keyFor(body)), {
    onDone: (invitation) => {
      onMade(invitation);
      return queries.invalidateQueries({ queryKey: ['invitations'] });
    },
  });
  return (
    <form onSubmit={work.submit}>
      <Stack>
        <TextInput
          data-autofocus
          label={t('entrance.email')}
          type="email"
          autoComplete="off"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <RoleChoice roles={rolesFrom(user.role)} value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={work.pending}>
            {t('team.invite.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A new invitation's link, at the only moment it can be seen. */
export function InvitationMade({ invitation, onClose }: { invitation: NewInvitation; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text>{t('team.invite.handOver', { email: invitation.email })}</Text>
      <CopyField label={t('team.link')} value={invitation.link} />
      <Text size="xs" c="dimmed">
        {t('team.invite.expires')} <RelativeTime at={invitation.expiresAt} />
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('parts.done')}</Button>
      </Group>
    </Stack>
  );
}
