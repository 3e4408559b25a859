import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** Starts the translations; every word of the dashboard comes from en.json. */
export async function startTranslations(): Promise<void> {
  await createInstance()
    .use(initReactI18next)
    .init({
      lng: navigator.language.startsWith('en') ? navigator.language : 'en',
      fallbackLng: 'en',
      resources: { en: { translation: en } },
      interpolation: { escapeValue: false },
      // The answer of init must be there before the first render, not a tick later.
      initAsync: false,
    });
}
