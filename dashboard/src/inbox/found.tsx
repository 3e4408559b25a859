import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import classes from './found.module.css';
import { searchQuery } from './inbox.queries.ts';
import { useSummary } from './message-content.tsx';

type Props = { query: string; onOpen: (conversationId: string) => void };

/** Messages that hold the words that were typed. */
export function Found({ query, onOpen }: Props) {
  const { t } = useTranslation();
  const summary = useSummary();
  return (
    <section className={classes.found} aria-label={t('inbox.foundMessages')}>
      <h2 className={classes.title}>{t('inbox.foundMessages')}</h2>
      <QueryView query={useQuery(searchQuery(query))}>
        {({ data }) =>
          data.length === 0 ? (
            <p className={classes.none}>{t('inbox.foundNothing')}</p>
          ) : (
            data.map((message) => (
              <button key={message.id} type="button" className={classes.hit} onClick={() => onOpen(message.conversationId)}>
                <span>{summary(message)}</span>
                <RelativeTime at={message.createdAt} />
              </button>
            ))
          )
        }
      </QueryView>
    </section>
  );
}
