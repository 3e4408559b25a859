import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usersQuery } from '../access/team.queries.ts';
import type { Note } from '../api/shapes.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import classes from './note-card.module.css';

/** What somebody of the team noted; the other side never sees it. */
export function NoteCard({ note: { text, authorId, createdAt } }: { note: Note }) {
  const { t } = useTranslation();
  const { data: users } = useQuery(usersQuery(false));
  const author = users?.data.find(({ id }) => id === authorId)?.name;
  return (
    <aside className={classes.note}>
      <span className={classes.by}>
        {author ? t('inbox.noteBy', { name: author }) : t('inbox.note')} · <RelativeTime at={createdAt} />
      </span>
      <p className={classes.text}>{text}</p>
    </aside>
  );
}
