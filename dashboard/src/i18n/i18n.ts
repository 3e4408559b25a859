import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import { localeOf } from './locale.ts';

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
      lng: localeOf(navigator.language),
      fallbackLng: 'en',
      resources: { en: { translation: en } },
      interpolation: { escapeValue: false },
      // The answer of init must be there before the first render, not a tick later.
      initAsync: false,
      // No advertisement in the console of our users.
      showSupportNotice: false,
    });
}
