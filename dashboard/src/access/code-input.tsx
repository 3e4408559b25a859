import { PinInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './code-input.module.css';

type Props = { value: string; onChange: (code: string) => void; onComplete: (code: string) => void; wrong: boolean };

/** Six digits of an authenticator app; sent by themselves once all are there. */
export function CodeInput({ value, onChange, onComplete, wrong }: Props) {
  const { t } = useTranslation();
  // With an id of its own making the component exchanges its fields after the first render and loses the focus.
  const id = useId();
  return (
    <PinInput
      id={id}
      length={6}
      type="number"
      gap={8}
      classNames={{ root: classes.code, pinInput: classes.digit }}
      placeholder=""
      oneTimeCode
      aria-label={t('entrance.totp.code')}
      getInputProps={(place) => (place === 0 ? { 'data-autofocus': true } : {})}
      error={wrong}
      value={value}
      onChange={onChange}
      onComplete={onComplete}
    />
  );
}
