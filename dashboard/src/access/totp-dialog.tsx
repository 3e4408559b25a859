import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TotpEnrolment } from '../api/shapes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { CopyField } from '../parts/copy-field.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { useFirstFocus } from '../parts/use-first-focus.ts';
import { CodeInput } from './code-input.tsx';
import { beginTotp, confirmTotp } from './profile.queries.ts';
import classes from './totp-dialog.module.css';

/** Turning the second factor on: scan, type one code, keep the recovery codes. */
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
  // Asking makes a new secret, so it is asked once and never again by itself.
  const query = useQuery({
    queryKey: ['totp-enrolment'],
    queryFn: beginTotp,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return (
    <QueryView query={query} loading={<SkeletonRows rows={1} height={320} />}>
      {(enrolment) => <EnrolForm enrolment={enrolment} onCodes={onCodes} />}
    </QueryView>
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
