import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../parts/error-note.tsx';
import { SkeletonRows } from '../parts/query-view.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { acceptInvitation, enter, lookUpInvitation } from './entering.ts';

import { EntranceForm } from './entrance-form.tsx';
import { tokenOfLink } from './links.ts';
import { NewPasswordInput } from './new-password-input.tsx';

/** Joins an organization with an invitation's link. */
export function InvitationPage() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  // Kept from the first look, because leaving the page changes the address before the page is gone.
  const [token] = useState(() => tokenOfLink(hash));
  const query = useQuery({ queryKey: ['invitation', token], queryFn: () => lookUpInvitation(token), retry: false });
  if (query.isPending) return <SkeletonRows rows={4} />;
  if (query.error) {
    return (
      <EntranceForm title={t('entrance.invitation.failedTitle')} lead={t('entrance.invitation.failed')}>
        <Stack gap="md">
          <ErrorNote error={query.error} />
          <Button component={Link} to="/sign-in" variant="default" fullWidth>
            {t('entrance.toSignIn')}
          </Button>
        </Stack>
      </EntranceForm>
    );
  }
  const { organizationName, email, role } = query.data;
  return (
    <EntranceForm
      title={t('entrance.invitation.title', { organization: organizationName })}
      lead={t('entrance.invitation.lead', { role: t(`roles.${role}.name`) })}
    >
      <InvitationForm token={token} email={email} />
    </EntranceForm>
  );
}

function InvitationForm({ token, email }: { token: string; email: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: '', password: '' } });
  const work = useFormWork(form, (who) => acceptInvitation({ token, ...who }), {
    onDone: async (login) => {
      enter(login);
      await navigate({ to: '/numbers' });
    },
  });
  return (
    <form onSubmit={work.submit}>
      <Stack gap="md">
        <TextInput label={t('entrance.email')} value={email} readOnly autoComplete="username" variant="filled" />
        <TextInput
          label={t('entrance.setup.name')}
          autoComplete="name"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <NewPasswordInput label={t('entrance.password')} {...form.getInputProps('password')} />
        {work.error && <ErrorNote error={work.error} />}
        <Button type="submit" size="md" fullWidth loading={work.pending}>
          {t('entrance.invitation.submit')}
        </Button>
      </Stack>
    </form>
  );
}
