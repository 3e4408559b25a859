import { Button, TextInput, VisuallyHidden } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/shapes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { requestPairingCode } from './clients.queries.ts';
import classes from './link-panel.module.css';
import { PhoneDrawing } from './phone-drawing.tsx';
import { Steps } from './steps.tsx';

/** Linking without a camera: a code that is typed on the phone. */
export function PairingCode({ client, onBack }: { client: Client; onBack: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState<string | null>(null);
  return (
    <section className={classes.panel} aria-label={t('clients.pairing.title')}>
      {code === null ? <PhoneNumberForm client={client} onCode={setCode} /> : <Code code={code} onAnother={() => setCode(null)} />}
      <div className={classes.guide}>
        <h2 className={classes.title}>{t('clients.pairing.title')}</h2>
        <Steps>
          <li>{t('clients.pairing.step1')}</li>
          <li>{t('clients.pairing.step2')}</li>
          <li>{t('clients.pairing.step3')}</li>
        </Steps>
        <div className={classes.ways}>
          <Button variant="subtle" color="gray" className={classes.other} onClick={onBack}>
            {t('clients.pairing.back')}
          </Button>
        </div>
      </div>
      <div className={classes.drawing}>
        <PhoneDrawing screen="code" />
      </div>
    </section>
  );
}

function PhoneNumberForm({ client, onCode }: { client: Client; onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { phoneNumber: client.phoneNumber ?? '' } });
  const work = useFormWork(form, ({ phoneNumber }) => requestPairingCode(client.id, phoneNumber), { onDone: ({ code }) => onCode(code) });
  return (
    <form className={classes.codeForm} onSubmit={work.submit}>
      <TextInput
        label={t('clients.pairing.phone')}
        description={t('clients.pairing.phoneHint')}
        placeholder="+1 555 123 0001"
        type="tel"
        autoComplete="tel"
        required
        withAsterisk={false}
        data-autofocus
        {...form.getInputProps('phoneNumber')}
      />
      {work.error && <ErrorNote error={work.error} />}
      <Button type="submit" loading={work.pending}>
        {t('clients.pairing.submit')}
      </Button>
    </form>
  );
}

function Code({ code, onAnother }: { code: string; onAnother: () => void }) {
  const { t } = useTranslation();
  const letters = Array.from(code.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return (
    <div className={classes.codeBox} aria-live="polite">
      <VisuallyHidden>{letters.join(' ')}</VisuallyHidden>
      <div className={classes.code} aria-hidden="true">
        {letters.map((letter, place) => (
          <span key={place} className={classes.letter}>
            {letter}
          </span>
        ))}
      </div>
      <CopyButton text={code} label={t('clients.pairing.copy')} />
      <Button variant="subtle" color="gray" onClick={onAnother}>
        {t('clients.pairing.another')}
      </Button>
    </div>
  );
}
