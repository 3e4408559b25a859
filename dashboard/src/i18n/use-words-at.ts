import { useTranslation } from 'react-i18next';

/** Looks up words by a key that comes from the server; a code newer than these words is answered with `otherwise`. */
export function useWordsAt(): (key: string, otherwise: string) => string {
  const { t, i18n } = useTranslation();
  return (key, otherwise) => (i18n.exists(key) ? String(t(key as never)) : otherwise);
}
