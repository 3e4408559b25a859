import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TotpEnrolment } from '../api/shapes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { CopyField } from '../parts/copy-field.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFirstFocus } from '../parts/use-first-focus.ts';
import { useFormWork } from '../parts/use-form-work.ts';
import { CodeInput } from './code-input.tsx';
import { beginTotp, confirmTotp } from './profile.queries.ts';
import classes from './totp-dialog.module.css';

/** Turning the second factor on: prove the password, scan, type one code, keep the recovery codes. */
export function TotpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  // Only now, because a page that waits for the second factor would take the codes away before they are read.
  const close = () => {
    onClose();
    if (codes) void queries.invalidateQueries({ queryKey: ['me'] });
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={t(codes ? 'settings.totp.codesTitle' : 'settings.totp.enableTitle')}
      keep={codes !== null}
      onClosed={() => setCodes(null)}
    >
      {codes ? <RecoveryCodes codes={codes} onClose={close} /> : <Enrol onCodes={setCodes} />}
    </Dialog>
  );
}

function Enrol({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  return enrolment ? <EnrolForm enrolment={enrolment} onCodes={onCodes} /> : <PasswordForm onDone={setEnrolment} />;
}

/** Whoever has the new secret can sign in with it, so the server asks for the password before it shows one. */
function PasswordForm({ onDone }: { onDone: (enrolment: TotpEnrolment) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { password: '' } });
  const work = useFormWork(form, ({ password }) => beginTotp(password), { onDone });
  return (
    <form onSubmit={work.submit}>
      <Stack>
        <PasswordInput
          data-autofocus
          label={t('settings.totp.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          {...form.getInputProps('password')}
        />
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={work.pending} disabled={form.values.password === ''}>
            {t('settings.totp.goOn')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function EnrolForm({ enrolment, onCodes }: { enrolment: TotpEnrolment; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const work = useMutation({
    mutationFn: confirmTotp,
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
    onError: () => setCode(''),
  });
  const form = useFirstFocus<HTMLFormElement>();
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        work.mutate(code);
      }}
    >
      <Stack>
        <Text>{t('settings.totp.scan')}</Text>
        <img className={classes.qr} src={enrolment.image} alt={t('settings.totp.qrAlt')} />
        <CopyField label={t('settings.totp.secret')} value={enrolment.secret} />
        <div className={classes.code}>
          <Text fw={550}>{t('settings.totp.enterCode')}</Text>
          <CodeInput value={code} onChange={setCode} onComplete={work.mutate} wrong={work.error !== null} />
        </div>
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={work.isPending} disabled={code.length < 6}>
            {t('settings.totp.enable')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text>{t('settings.totp.codesText')}</Text>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Group justify="space-between">
        <CopyButton text={codes.join('\n')} label={t('settings.totp.copyCodes')} />
        <Button onClick={onClose}>{t('settings.totp.codesSaved')}</Button>
      </Group>
    </Stack>
  );
}
