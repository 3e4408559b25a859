import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';

/** Switches between light and dark; keepTransitions because Mantine would write a <style> element to pause them. */
export function useColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const current = useComputedColorScheme('light');
  const other = current === 'dark' ? 'light' : 'dark';
  return { other, toggle: () => setColorScheme(other) } as const;
}

/** The sun or the moon at the rail's foot. */
export function ColorSchemeButton() {
  const { t } = useTranslation();
  const { other, toggle } = useColorSchemeToggle();
  return (
    <Tooltip label={t(`frame.colorScheme.${other}`)} position="right">
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={t(`frame.colorScheme.${other}`)} onClick={toggle}>
        <Icon name={other === 'dark' ? 'moon' : 'sun'} />
      </ActionIcon>
    </Tooltip>
  );
}
