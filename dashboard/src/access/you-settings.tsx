import { useTranslation } from 'react-i18next';
import { useMe } from './me.ts';
import { Person } from './person.tsx';
import { SettingsSection } from './settings-section.tsx';

/** Who one is here. */
export function YouSettings() {
  const { t } = useTranslation();
  const { user } = useMe();
  return (
    <SettingsSection title={t('settings.you.title')} about={t('settings.you.about')}>
      <Person name={user.name} detail={`${user.email} · ${t(`roles.${user.role}.name`)}`} />
    </SettingsSection>
  );
}
