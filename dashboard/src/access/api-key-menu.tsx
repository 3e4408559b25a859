import { ActionIcon, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import type { AskingKey } from './api-key-dialogs.tsx';
import { useMay } from './me.ts';

/** Usage, rotation and revocation of one key. */
export function ApiKeyMenu({ apiKey, ask }: { apiKey: ApiKey; ask: (asking: AskingKey) => void }) {
  const { t } = useTranslation();
  const mayManage = useMay('apiKeys.manage') && !apiKey.revokedAt;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('apiKeys.menu.label', { name: apiKey.name })}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="chart" size={16} />} onClick={() => ask({ kind: 'usage', apiKey })}>
          {t('apiKeys.menu.usage')}
        </Menu.Item>
        {mayManage && (
          <>
            <Menu.Item leftSection={<Icon name="restart" size={16} />} onClick={() => ask({ kind: 'rotate', apiKey })}>
              {t('apiKeys.menu.rotate')}
            </Menu.Item>
            <Menu.Item data-danger leftSection={<Icon name="trash" size={16} />} onClick={() => ask({ kind: 'revoke', apiKey })}>
              {t('apiKeys.menu.revoke')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
