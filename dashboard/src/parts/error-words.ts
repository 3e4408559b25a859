import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';

/** The sentence an error is shown with. */
export function useErrorWords(error: unknown): string {
  const { t } = useTranslation();
  if (!(error instanceof ApiError)) return t('errors.unexpected');
  if (error.code === 'network') return t('errors.network');
  if (error.status === 429 && error.retryAfterSeconds) return t('errors.tooMany', { count: error.retryAfterSeconds });
  return error.detail || t('errors.unexpected');
}
