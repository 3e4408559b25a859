import { createTheme } from '@mantine/core';
import type { ConvertCSSVariablesInput, MantineColorsTuple, MantineTheme } from '@mantine/core';

/** Warm grey-brown, as the bird's body: the one neutral scale, light to dark. */
const plumage: MantineColorsTuple = [
  '#faf8f5',
  '#f4f1ec',
  '#ebe6df',
  '#ddd6cc',
  '#c8bfb3',
  '#a1978a',
  '#6e655b',
  '#51493f',
  '#38322b',
  '#231f1a',
];

/** The same neutrals turned round for dark mode: text first, the deepest ground last (Mantine's order). */
const night: MantineColorsTuple = [
  '#ece7df',
  '#d3ccc1',
  '#aaa194',
  '#857c71',
  '#48413a',
  '#37312b',
  '#2a2520',
  '#1e1a17',
  '#181512',
  '#110f0d',
];

/** The yellow tail tip: the only accent, always with dark text on it. */
const tail: MantineColorsTuple = [
  '#fff9e5',
  '#fff1c7',
  '#ffe596',
  '#fdd968',
  '#f9ce47',
  '#f3c32e',
  '#e4b21b',
  '#a97f0a',
  '#7d5d06',
  '#594203',
];

/** The red wax tip of the wing: danger and failure. */
const wax: MantineColorsTuple = [
  '#fdf2f0',
  '#fae0dc',
  '#f4c0b8',
  '#ee9c90',
  '#e6776a',
  '#d84f3f',
  '#bf3425',
  '#a1281b',
  '#7e1f15',
  '#5a160f',
];

/** Ready and delivered, nothing else. */
const leaf: MantineColorsTuple = [
  '#eff8f1',
  '#d9eedf',
  '#b3dcc0',
  '#86c69b',
  '#5aae78',
  '#3a945c',
  '#2a7a49',
  '#21633b',
  '#194b2d',
  '#11341f',
];

const systemFonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";

/** Mantine's theme: the tokens every page is made of. */
export const theme = createTheme({
  primaryColor: 'tail',
  primaryShade: 5,
  autoContrast: true,
  luminanceThreshold: 0.35,
  white: '#ffffff',
  black: plumage[9],
  colors: { gray: plumage, dark: night, tail, red: wax, green: leaf },
  fontFamily: systemFonts,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '18px' },
  headings: {
    fontFamily: systemFonts,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '1.3' },
      h2: { fontSize: '17px', lineHeight: '1.35' },
      h3: { fontSize: '15px', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // Mantine's hidden focus target has a role that a menu may not contain.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, offset: 4 } },
    Modal: { defaultProps: { centered: true, radius: 'lg', padding: 'lg', overlayProps: { backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, events: { hover: true, focus: true, touch: true } } },
  },
});

/** Variables beyond Mantine's own, and Mantine's own where its default does not suit this palette; written to a static style sheet at build time. */
export function cssVariables(_theme: MantineTheme): ConvertCSSVariablesInput {
  return { variables: {}, light, dark };
}

const light = {
  '--mantine-color-body': '#fdfcfa',
  '--mantine-color-dimmed': plumage[6],
  '--mantine-color-placeholder': '#8a8074',
  '--mantine-color-anchor': plumage[9],
  '--mantine-color-error': wax[6],
  '--mantine-color-default-border': plumage[3],
  '--mantine-color-default-hover': plumage[1],
  '--mantine-primary-color-contrast': plumage[9],
  '--mantine-color-tail-light': tail[1],
  '--mantine-color-tail-light-hover': tail[2],
  '--mantine-color-tail-light-color': tail[9],
  '--mantine-color-tail-text': tail[8],
  '--mantine-color-tail-outline': tail[8],
  '--mantine-color-red-filled': wax[6],
  '--mantine-color-red-filled-hover': wax[7],
  '--mantine-color-red-light': wax[0],
  '--mantine-color-red-light-color': wax[7],
  '--ground': '#fdfcfa',
  '--rail': plumage[1],
  '--surface': '#ffffff',
  '--sunken': plumage[0],
  '--line': plumage[2],
  '--line-strong': plumage[3],
  '--text': plumage[9],
  '--text-quiet': plumage[6],
  '--focus': plumage[8],
  '--hover': plumage[1],
  '--selected': '#eae4da',
  '--accent': tail[5],
  '--accent-soft': tail[0],
  '--accent-line': '#ecd48a',
  '--on-accent': plumage[9],
  '--ready': leaf[6],
  '--ready-soft': leaf[0],
  '--ready-text': leaf[7],
  '--waiting': tail[7],
  '--waiting-soft': tail[0],
  '--waiting-text': tail[8],
  '--failed': wax[6],
  '--failed-soft': wax[0],
  '--failed-text': wax[7],
  '--idle': plumage[6],
  '--idle-soft': plumage[1],
  '--stripe-a': tail[5],
  '--stripe-b': plumage[9],
  '--shadow-card': '0 1px 2px rgb(56 50 43 / 6%)',
  '--shadow-float': '0 8px 30px rgb(56 50 43 / 14%), 0 2px 6px rgb(56 50 43 / 8%)',
};

const dark = {
  '--mantine-color-body': night[7],
  '--mantine-color-dimmed': night[2],
  '--mantine-color-placeholder': night[3],
  '--mantine-color-anchor': night[0],
  '--mantine-color-error': wax[4],
  '--mantine-color-default': night[6],
  '--mantine-color-default-border': night[4],
  '--mantine-color-default-hover': night[5],
  '--mantine-primary-color-contrast': plumage[9],
  '--mantine-color-tail-light': '#3a3116',
  '--mantine-color-tail-light-hover': '#463b1a',
  '--mantine-color-tail-light-color': tail[3],
  '--mantine-color-tail-text': tail[4],
  '--mantine-color-tail-outline': tail[4],
  '--mantine-color-red-filled': wax[6],
  '--mantine-color-red-filled-hover': wax[5],
  '--mantine-color-red-light': '#3b1f1a',
  '--mantine-color-red-light-color': wax[3],
  '--ground': night[7],
  '--rail': night[8],
  '--surface': '#24201c',
  '--sunken': night[8],
  '--line': '#332d28',
  '--line-strong': night[4],
  '--text': night[0],
  '--text-quiet': night[2],
  '--focus': tail[4],
  '--hover': '#2a2520',
  '--selected': '#352f29',
  '--accent': tail[5],
  '--accent-soft': '#2d2714',
  '--accent-line': '#5c4c1c',
  '--on-accent': plumage[9],
  '--ready': leaf[4],
  '--ready-soft': '#1b2b20',
  '--ready-text': leaf[3],
  '--waiting': tail[5],
  '--waiting-soft': '#2f2812',
  '--waiting-text': tail[3],
  '--failed': wax[4],
  '--failed-soft': '#341d19',
  '--failed-text': wax[3],
  '--idle': night[2],
  '--idle-soft': '#2c2722',
  '--stripe-a': tail[5],
  '--stripe-b': '#110f0d',
  '--shadow-card': 'none',
  '--shadow-float': '0 12px 40px rgb(0 0 0 / 50%), 0 2px 6px rgb(0 0 0 / 40%)',
};
