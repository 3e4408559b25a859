import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { adoptedStyles } from './build/adopted-styles.ts';
import { staticTheme } from './build/static-theme.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const server = process.env['WAXWING_SERVER'] ?? 'http://127.0.0.1:3000';

const vendors = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
  { name: 'data', test: /node_modules\/(@tanstack|openapi-fetch|i18next|react-i18next)/ },
];

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), staticTheme(), adoptedStyles()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Data URLs in style sheets would need `data:` in more CSP directives than the server grants.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: vendors } } },
  },
  server: { proxy: { '/v1': server, '/openapi.json': server } },
});
