import { PasswordInput } from '@mantine/core';
import type { PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import classes from './new-password-input.module.css';
import { passwordRules } from './password-rules.ts';

/** A field for a new password that says what is still missing while it is typed. */
export function NewPasswordInput(props: PasswordInputProps & { value?: string }) {
  const { t } = useTranslation();
  const password = props.value ?? '';
  return (
    <div>
      <PasswordInput autoComplete="new-password" required withAsterisk={false} {...props} />
      <ul className={classes.rules} aria-label={t('password.rules')}>
        {passwordRules(password).map(({ rule, kept }) => (
          <li key={rule} data-kept={kept || undefined}>
            <Icon name={kept ? 'check' : 'crossedCircle'} size={13} />
            {t(`password.${rule}`)}
            <span className={classes.spoken}>{kept ? t('password.kept') : t('password.missing')}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
