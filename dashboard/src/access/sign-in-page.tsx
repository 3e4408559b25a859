import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { CodeInput } from './code-input.tsx';
import { enter, signIn } from './entering.ts';
import { EntranceForm } from './entrance-form.tsx';
import classes from './entrance-frame.module.css';
import { setupQuery } from './setup.queries.ts';

const route = getRouteApi('/entrance/sign-in');

type Step = 'password' | 'totp' | 'recovery';

/** Email and password, then the second factor if the account has one. */
export function SignInPage() {
  const [step, setStep] = useState<Step>('password');
  const form = useForm({ initialValues: { email: '', password: '' } });
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const work = useMutation({
    mutationFn: signIn,
    onSuccess: async (login) => {
      enter(login);
      await navigate({ href: next ?? '/numbers' });
    },
    onError: (error) => asksForSecondFactor(error) && step === 'password' && setStep('totp'),
  });
  const error = asksForSecondFactor(work.error) ? null : work.error;
  const back = () => {
    work.reset();
    setStep('password');
  };
  if (step === 'password') {
    return <PasswordStep form={form} error={error} pending={work.isPending} onSubmit={() => work.mutate(form.values)} />;
  }
  return (
    <SecondFactorStep
      key={step}
      recovery={step === 'recovery'}
      error={error}
      pending={work.isPending}
      onCode={(totp) => work.mutate({ ...form.values, totp })}
      onOther={() => setStep(step === 'recovery' ? 'totp' : 'recovery')}
      onBack={back}
    />
  );
}

type PasswordProps = {
  form: ReturnType<typeof useForm<{ email: string; password: string }>>;
  error: Error | null;
  pending: boolean;
  onSubmit: () => void;
};

function PasswordStep({ form, error, pending, onSubmit }: PasswordProps) {
  const { t } = useTranslation();
  const setup = useQuery(setupQuery);
  if (setup.data?.needsSetup) return <Navigate to="/setup" />;
  return (
    <EntranceForm title={t('entrance.signIn.title')} lead={t('entrance.signIn.lead')}>
      <form onSubmit={form.onSubmit(onSubmit)}>
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
          <PasswordInput
            label={t('entrance.password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            {...form.getInputProps('password')}
          />
          {error && <ErrorNote error={error} />}
          <Button type="submit" size="md" fullWidth loading={pending}>
            {t('entrance.signIn.submit')}
          </Button>
          <p className={classes.small}>
            <Link className={classes.link} to="/forgot">
              {t('entrance.signIn.forgot')}
            </Link>
          </p>
          {setup.data?.registration === 'open' && (
            <p className={classes.small}>
              <Link className={classes.link} to="/setup">
                {t('entrance.signIn.register')}
              </Link>
            </p>
          )}
        </Stack>
      </form>
    </EntranceForm>
  );
}

type SecondFactorProps = {
  recovery: boolean;
  error: Error | null;
  pending: boolean;
  onCode: (code: string) => void;
  onOther: () => void;
  onBack: () => void;
};

function SecondFactorStep({ recovery, error, pending, onCode, onOther, onBack }: SecondFactorProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  return (
    <EntranceForm title={t('entrance.totp.title')} lead={t(recovery ? 'entrance.totp.recoveryLead' : 'entrance.totp.lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onCode(code.trim());
        }}
      >
        <Stack gap="md">
          {recovery ? (
            <TextInput
              key="recovery"
              label={t('entrance.totp.recoveryCode')}
              autoComplete="off"
              data-autofocus
              required
              withAsterisk={false}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          ) : (
            <CodeInput value={code} onChange={setCode} onComplete={onCode} wrong={error !== null} />
          )}
          {error && <ErrorNote error={error} />}
          <Button type="submit" size="md" fullWidth loading={pending}>
            {t('entrance.signIn.submit')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onOther}>
            {t(recovery ? 'entrance.totp.useApp' : 'entrance.totp.useRecovery')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onBack}>
            {t('entrance.totp.back')}
          </Button>
        </Stack>
      </form>
    </EntranceForm>
  );
}

function asksForSecondFactor(error: Error | null): boolean {
  return error instanceof ApiError && error.code.endsWith('totp_required');
}
