import { useTranslation } from 'react-i18next';
import type { Message } from '../api/shapes.ts';
import classes from './ticks.module.css';

const shapes: Record<Message['status'], string[]> = {
  queued: ['M9 4.5V9l3 2', 'M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14z'],
  scheduled: ['M9 4.5V9l3 2', 'M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14z'],
  sending: ['M9 4.5V9l3 2', 'M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14z'],
  sent: ['M4 9.5l3.5 3.5L15 5'],
  delivered: ['M1.5 9.5L5 13l7.5-8', 'M8 12.3l.8.7 7.5-8'],
  read: ['M1.5 9.5L5 13l7.5-8', 'M8 12.3l.8.7 7.5-8'],
  played: ['M1.5 9.5L5 13l7.5-8', 'M8 12.3l.8.7 7.5-8'],
  failed: ['M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14z', 'M9 5.5V10M9 12.5v.1'],
  unknown: ['M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14z', 'M7.2 7.2a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M9 12.6v.1'],
  cancelled: ['M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14z', 'M5.5 9h7'],
};

/** How far a message got: by shape, and in words for who does not see it. */
export function Ticks({ status }: { status: Message['status'] }) {
  const { t } = useTranslation();
  return (
    <svg className={classes.ticks} data-status={status} viewBox="0 0 18 18" width={16} height={16}>
      <title>{t(`inbox.ticks.${status}`)}</title>
      {shapes[status].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
