import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './bar-trend.module.css';

type Props = { label: string; bars: Array<{ key: string; value: number }> };

/** A row of small bars: how a count moved from day to day. */
export function BarTrend({ label, bars }: Props) {
  const { i18n } = useTranslation();
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const day = new Intl.DateTimeFormat(i18n.language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const first = bars[0];
  const last = bars.at(-1);
  return (
    <figure className={classes.trend}>
      <figcaption>{label}</figcaption>
      <svg viewBox={`0 0 ${bars.length * 10} 60`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {bars.map(({ key, value }, place) => (
          <rect key={key} x={place * 10 + 1} y={60 - Math.max(1, (value / most) * 58)} width="8" height={Math.max(1, (value / most) * 58)}>
            <title>{`${day.format(new Date(key))}: ${value.toLocaleString(i18n.language)}`}</title>
          </rect>
        ))}
      </svg>
      <VisuallyHidden component="ul">
        {bars.map(({ key, value }) => (
          <li key={key}>{`${day.format(new Date(key))}: ${value}`}</li>
        ))}
      </VisuallyHidden>
      {first && last && (
        <div className={classes.ends}>
          <span>{day.format(new Date(first.key))}</span>
          <span>{day.format(new Date(last.key))}</span>
        </div>
      )}
    </figure>
  );
}
