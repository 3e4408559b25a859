import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Setup } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { enter, register } from './entering.ts';
import { EntranceForm } from './entrance-form.tsx';
import { NewPasswordInput } from './new-password-input.tsx';
import { setupQuery } from './setup.queries.ts';

/** The first run, or another organization on a server that lets anyone register. */
export function SetupPage() {
  const { t } = useTranslation();
  const query = useQuery(setupQuery);
  return (
    <QueryView query={query}>
      {(setup) =>
        setup.needsSetup || setup.registration === 'open' ? (
          <EntranceForm
            title={setup.needsSetup ? t('entrance.setup.title') : t('entrance.setup.titleOpen')}
            lead={setup.needsSetup ? t('entrance.setup.lead') : t('entrance.setup.leadOpen')}
          >
            <SetupForm setup={setup} />
          </EntranceForm>
        ) : (
          <Navigate to="/sign-in" />
        )
      }
    </QueryView>
  );
}

function SetupForm({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { organizationName: '', name: '', email: '', password: '', setupCode: '' } });
  const send = ({ setupCode, ...who }: typeof form.values) =>
    register(setup.setupCodeRequired ? { ...who, setupCode: setupCode.trim() } : who);
  const work = useFormWork(form, send, {
    onDone: async (login) => {
      enter(login);
      await navigate({ to: '/numbers' });
    },
  });
  const field = (name: keyof typeof form.values) => ({ required: true, withAsterisk: false, ...form.getInputProps(name) });
  return (
    <form onSubmit={work.submit}>
      <Stack gap="md">
        {setup.setupCodeRequired && (
          <TextInput
            label={t('entrance.setup.code')}
            description={t('entrance.setup.codeHint')}
            autoComplete="off"
            data-autofocus
            {...field('setupCode')}
          />
        )}
        <TextInput
          label={t('entrance.setup.organization')}
          autoComplete="organization"
          data-autofocus={!setup.setupCodeRequired || undefined}
          {...field('organizationName')}
        />
        <TextInput label={t('entrance.setup.name')} autoComplete="name" {...field('name')} />
        <TextInput label={t('entrance.email')} type="email" autoComplete="username" {...field('email')} />
        <NewPasswordInput label={t('entrance.password')} {...field('password')} />
        {work.error && <ErrorNote error={work.error} />}
        <Button type="submit" size="md" fullWidth loading={work.pending}>
          {t('entrance.setup.submit')}
        </Button>
      </Stack>
    </form>
  );
}
