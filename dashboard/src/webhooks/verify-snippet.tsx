import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../parts/copy-field.tsx';
import { snippets } from './snippets.ts';

/** How a receiver makes sure that a message is ours, in three languages. */
export function VerifySnippet() {
  const { t } = useTranslation();
  return (
    <Tabs defaultValue="node" keepMounted={false}>
      <Tabs.List mb="sm">
        {snippets.map(({ key, name }) => (
          <Tabs.Tab key={key} value={key}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ key, code }) => (
        <Tabs.Panel key={key} value={key}>
          <CopyField multiline label={t('webhooks.verify.label')} value={code} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
