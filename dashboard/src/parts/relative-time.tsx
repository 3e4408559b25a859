import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../api/server-clock.ts';
import { fullTime, spokenTime } from './time.ts';
import { useNow } from './use-now.ts';

/** A time as a reader would say it, with the full time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow(15_000);
  const date = new Date(at);
  return (
    <Tooltip label={fullTime(date, i18n.language)}>
      <time dateTime={at}>{spokenTime(date, new Date(serverNow(now)), i18n.language, t('parts.justNow'))}</time>
    </Tooltip>
  );
}
