import { useTranslation } from 'react-i18next';
import type { CannedReply } from '../api/shapes.ts';
import classes from './canned-replies.module.css';

type Props = { typed: string; replies: CannedReply[]; onChoose: (text: string) => void };

/** The ready texts whose shortcut begins as one types. */
export function CannedReplies({ typed, replies, onChoose }: Props) {
  const { t } = useTranslation();
  const fitting = replies.filter(({ shortcut }) => shortcut.startsWith(typed.toLowerCase())).slice(0, 6);
  return (
    <ul className={classes.replies} aria-label={t('inbox.canned')}>
      {fitting.length === 0 && <li className={classes.none}>{t('inbox.noCanned')}</li>}
      {fitting.map(({ id, shortcut, text }) => (
        <li key={id}>
          <button type="button" className={classes.reply} onClick={() => onChoose(text)}>
            <strong>/{shortcut}</strong>
            <span>{text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
