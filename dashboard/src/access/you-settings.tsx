import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { useMe } from './me.ts';
import { Person } from './person.tsx';
import { changeAccount } from './profile.queries.ts';
import { SettingsSection } from './settings-section.tsx';

/** One's own name and e-mail address; a new address needs the password, because links to a new password go there. */
export function YouSettings() {
  const { t } = useTranslation();
  const { user } = useMe();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name: user.name, email: user.email, currentPassword: '' } });
  const movesAddress = form.values.email.trim().toLowerCase() !== user.email;
  const send = ({ name, email, currentPassword }: typeof form.values) =>
    changeAccount(movesAddress ? { name, email, currentPassword } : { name });
  const work = useFormWork(form, send, {
    onDone: async ({ name, email }) => {
      const values = { name, email, currentPassword: '' };
      form.setValues(values);
      form.resetDirty(values);
      notifications.show({ message: t('settings.you.done') });
      await Promise.all([queries.invalidateQueries({ queryKey: ['me'] }), queries.invalidateQueries({ queryKey: ['users'] })]);
    },
  });
  const field = (name: 'name' | 'email' | 'currentPassword') => ({ required: true, withAsterisk: false, ...form.getInputProps(name) });
  return (
    <SettingsSection title={t('settings.you.title')} about={t('settings.you.about')}>
      <form onSubmit={work.submit}>
        <Stack>
          <Person name={user.name} detail={t(`roles.${user.role}.name`)} />
          <TextInput label={t('settings.you.name')} autoComplete="name" {...field('name')} />
          <TextInput label={t('entrance.email')} type="email" autoComplete="username" {...field('email')} />
          {movesAddress && (
            <PasswordInput
              label={t('settings.password.current')}
              description={t('settings.you.emailHint')}
              autoComplete="current-password"
              {...field('currentPassword')}
            />
          )}
          {work.error && <ErrorNote error={work.error} />}
          <Group>
            <Button type="submit" variant="default" loading={work.pending} disabled={!form.isDirty()}>
              {t('parts.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsSection>
  );
}
