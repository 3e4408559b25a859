/** The reader's own English, for dates and figures; what Chromium calls it under a bare Linux (`en-US@posix`) is no name that Intl takes. */
export function localeOf(language: string): string {
  const tag = language.split('@')[0] ?? '';
  try {
    return tag.startsWith('en') ? (Intl.getCanonicalLocales(tag)[0] ?? 'en') : 'en';
  } catch {
    return 'en';
  }
}
