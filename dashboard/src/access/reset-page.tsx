import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { resetPassword } from './entering.ts';

import { EntranceForm } from './entrance-form.tsx';
import { tokenOfLink } from './links.ts';
import { NewPasswordInput } from './new-password-input.tsx';

/** Sets a new password with the one-time link. */
export function ResetPage() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  // Kept from the first look, because leaving the page changes the address before the page is gone.
  const [token] = useState(() => tokenOfLink(hash));
  const [done, setDone] = useState(false);
  const form = useForm({ initialValues: { password: '' } });
  const work = useFormWork(form, ({ password }) => resetPassword(token, password), { onDone: () => setDone(true) });
  if (done) {
    return (
      <EntranceForm title={t('entrance.reset.doneTitle')} lead={t('entrance.reset.done')}>
        <Button component={Link} to="/sign-in" size="md" fullWidth>
          {t('entrance.signIn.submit')}
        </Button>
      </EntranceForm>
    );
  }
  return (
    <EntranceForm title={t('entrance.reset.title')} lead={t('entrance.reset.lead')}>
      <form onSubmit={work.submit}>
        <Stack gap="md">
          <NewPasswordInput label={t('entrance.reset.password')} data-autofocus {...form.getInputProps('password')} />
          {work.error && <ErrorNote error={work.error} />}
          <Button type="submit" size="md" fullWidth loading={work.pending}>
            {t('entrance.reset.submit')}
          </Button>
        </Stack>
      </form>
    </EntranceForm>
  );
}
