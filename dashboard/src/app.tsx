import { localStorageColorSchemeManager, MantineProvider, Title } from '@mantine/core';
import { theme } from './theme.ts';

const colorSchemes = localStorageColorSchemeManager({ key: 'waxwing-color-scheme' });

/** The whole dashboard. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Title order={1}>Waxwing</Title>
    </MantineProvider>
  );
}
