import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { useMe } from './me.ts';
import { NewPasswordInput } from './new-password-input.tsx';
import { changePassword } from './profile.queries.ts';
import { SettingsSection } from './settings-section.tsx';

/** Changing one's own password. */
export function PasswordSettings() {
  const { t } = useTranslation();
  const { user } = useMe();
  const form = useForm({ initialValues: { currentPassword: '', newPassword: '' } });
  const work = useFormWork(form, ({ currentPassword, newPassword }) => changePassword(currentPassword, newPassword), {
    onDone: () => {
      form.reset();
      notifications.show({ message: t('settings.password.done') });
    },
  });
  const started = form.values.currentPassword !== '';
  return (
    <SettingsSection title={t('settings.password.title')} about={t('settings.password.about')}>
      <form onSubmit={work.submit}>
        <Stack>
          <input type="hidden" name="username" autoComplete="username" value={user.email} />
          <PasswordInput
            label={t('settings.password.current')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            {...form.getInputProps('currentPassword')}
          />
          {started && <NewPasswordInput label={t('settings.password.new')} {...form.getInputProps('newPassword')} />}
          {work.error && <ErrorNote error={work.error} />}
          <Group>
            <Button type="submit" variant="default" loading={work.pending} disabled={!started}>
              {t('settings.password.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsSection>
  );
}
