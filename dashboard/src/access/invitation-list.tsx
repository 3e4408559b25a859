import { Button, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation, NewInvitation } from '../api/shapes.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { InvitationMade } from './invite-dialog.tsx';
import { inviteAgain, invitationsQuery, revokeInvitation } from './team.queries.ts';

/** Invitations that nobody has taken up yet. */
export function InvitationList({ action }: { action: ReactNode }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(invitationsQuery);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const [made, setMade] = useState<NewInvitation | null>(null);
  const again = useAction({ run: ({ id }: Invitation) => inviteAgain(id), renew: [['invitations']], onDone: setMade });
  const columns: Column<Invitation>[] = [
    { key: 'email', label: t('team.columns.email'), heading: true, renderCell: ({ email }) => email },
    { key: 'role', label: t('team.columns.role'), renderCell: ({ role }) => t(`roles.${role}.name`) },
    { key: 'invitedBy', minor: true, label: t('team.columns.invitedBy'), renderCell: ({ invitedBy }) => invitedBy.name },
    { key: 'expires', label: t('team.columns.expires'), renderCell: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
    {
      key: 'revoke',
      foot: true,
      label: t('parts.actions'),
      hideLabel: true,
      align: 'end',
      renderCell: (invitation) => (
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <Button
            size="xs"
            variant="default"
            aria-label={t('team.invite.againLabel', { email: invitation.email })}
            loading={again.isPending && again.variables.id === invitation.id}
            onClick={() => again.mutate(invitation)}
          >
            {t('team.invite.again')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            aria-label={t('team.revoke.label', { email: invitation.email })}
            onClick={() => setRevoking(invitation)}
          >
            {t('team.revoke.open')}
          </Button>
        </Group>
      ),
    },
  ];
  const revoke = async () => {
    if (revoking) await revokeInvitation(revoking.id);
    await queries.invalidateQueries({ queryKey: ['invitations'] });
  };
  return (
    <>
      <QueryView query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="mail" title={t('team.noInvitations.title')} action={action}>
              {t('team.noInvitations.text')}
            </EmptyState>
          ) : (
            <DataTable caption={t('team.tabs.invitations')} columns={columns} rows={data} rowKey={({ id }) => id} />
          )
        }
      </QueryView>
      <ConfirmDialog
        danger
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        run={revoke}
        title={t('team.revoke.title')}
        confirm={t('team.revoke.confirm')}
      >
        {t('team.revoke.text', { email: revoking?.email ?? '' })}
      </ConfirmDialog>
      <Dialog opened={made !== null} onClose={() => setMade(null)} title={t('team.invite.doneTitle')} keep>
        {made && <InvitationMade invitation={made} onClose={() => setMade(null)} />}
      </Dialog>
    </>
  );
}
