import { Button, Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { useMay, useMe } from './me.ts';
import { changeOrganization } from './profile.queries.ts';
import { SettingsSection } from './settings-section.tsx';

const timezones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Name, time zone and rules of the organization. */
export function OrganizationSettings() {
  const { t } = useTranslation();
  const { organization } = useMe();
  const queries = useQueryClient();
  const readOnly = !useMay('organization.manage');
  const form = useForm({
    initialValues: {
      name: organization.name,
      timezone: organization.timezone,
      requireTotp: organization.settings.requireTotp === true,
    },
  });
  const send = ({ requireTotp, ...rest }: typeof form.values) => changeOrganization({ ...rest, settings: { requireTotp } });
  const work = useFormWork(form, send, {
    onDone: async () => {
      form.resetDirty();
      notifications.show({ message: t('settings.organization.done') });
      await queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <form onSubmit={work.submit}>
      <SettingsSection title={t('settings.organization.title')} about={t('settings.organization.about')}>
        <Stack>
          <TextInput
            label={t('settings.organization.name')}
            required
            withAsterisk={false}
            readOnly={readOnly}
            {...form.getInputProps('name')}
          />
          <Select
            label={t('settings.organization.timezone')}
            data={timezones.includes(form.values.timezone) ? timezones : [form.values.timezone, ...timezones]}
            searchable
            allowDeselect={false}
            disabled={readOnly}
            limit={60}
            {...form.getInputProps('timezone')}
          />
          <TextInput
            label={t('settings.organization.plan')}
            description={t('settings.organization.planHint')}
            value={organization.plan}
            readOnly
            variant="filled"
          />
        </Stack>
      </SettingsSection>
      <SettingsSection title={t('settings.organization.security')} about={t('settings.organization.securityAbout')}>
        <Switch
          label={t('settings.organization.requireTotp')}
          disabled={readOnly}
          {...form.getInputProps('requireTotp', { type: 'checkbox' })}
        />
      </SettingsSection>
      {work.error && <ErrorNote error={work.error} />}
      {!readOnly && (
        <Group justify="flex-end">
          <Button type="submit" loading={work.pending} disabled={!form.isDirty()}>
            {t('parts.save')}
          </Button>
        </Group>
      )}
    </form>
  );
}
