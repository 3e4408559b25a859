import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import 'virtual:theme.css';
import './styles/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startTranslations } from './i18n/i18n.ts';

/** A page that was loaded this recently would only come back the same. */
const freshMs = 10_000;

// After an update of the server the pages that this tab still wants are gone; the new index.html knows the new ones.
window.addEventListener('vite:preloadError', () => {
  if (performance.now() > freshMs) window.location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startTranslations();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
