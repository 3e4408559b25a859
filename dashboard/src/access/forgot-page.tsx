import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { forgetPassword } from './entering.ts';
import { EntranceForm } from './entrance-form.tsx';
import classes from './entrance-frame.module.css';

/** Asks for a link to a new password; the answer never says whether the address is known. */
export function ForgotPage() {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ initialValues: { email: '' } });
  const work = useFormWork(form, ({ email }) => forgetPassword(email), { onDone: () => setSentTo(form.values.email) });
  const back = (
    <p className={classes.small}>
      <Link className={classes.link} to="/sign-in">
        {t('entrance.toSignIn')}
      </Link>
    </p>
  );
  if (sentTo !== null) {
    return (
      <EntranceForm title={t('entrance.forgot.sentTitle')} lead={t('entrance.forgot.sent', { email: sentTo })}>
        {back}
      </EntranceForm>
    );
  }
  return (
    <EntranceForm title={t('entrance.forgot.title')} lead={t('entrance.forgot.lead')}>
      <form onSubmit={work.submit}>
        <Stack gap="md">
          <TextInput
            label={t('entrance.email')}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            data-autofocus
            {...form.getInputProps('email')}
          />
          {work.error && <ErrorNote error={work.error} />}
          <Button type="submit" size="md" fullWidth loading={work.pending}>
            {t('entrance.forgot.submit')}
          </Button>
          {back}
        </Stack>
      </form>
    </EntranceForm>
  );
}
