import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';

const PATHS = { people: '/contacts', segments: '/contacts/segments', import: '/contacts/import', consent: '/contacts/consent' } as const;
type Tab = keyof typeof PATHS;

/** The pages about people, side by side. */
export function ContactsTabs({ tab }: { tab: Tab }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = { people: true, segments: true, import: useMay('contacts.import'), consent: useMay('consent.read') };
  const shown = (Object.keys(PATHS) as Tab[]).filter((name) => may[name]);
  return (
    <Tabs value={tab} onChange={(next) => void navigate({ to: PATHS[(next ?? 'people') as Tab] })} mb="lg">
      <Tabs.List>
        {shown.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`contacts.tabs.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
