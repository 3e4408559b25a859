import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client, StateChange } from '../api/shapes.ts';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { StateShape } from '../parts/state-badge.tsx';
import { historyQuery } from './clients.queries.ts';
import classes from './number-history.module.css';
import page from './number-page.module.css';
import { stateLooks } from './state-look.ts';
import { useStateWords } from './state-words.tsx';

const shownAtFirst = 8;

/** What the number went through, newest first. */
export function NumberHistory({ client }: { client: Client }) {
  const { t } = useTranslation();
  const query = useQuery(historyQuery(client));
  return (
    <section aria-labelledby="number-history">
      <h2 id="number-history" className={page.sectionTitle}>
        {t('clients.history.title')}
      </h2>
      <QueryView query={query} loading={<SkeletonRows rows={3} height={36} />}>
        {({ data }) => (data.length === 0 ? <p className={classes.empty}>{t('clients.history.empty')}</p> : <Changes changes={data} />)}
      </QueryView>
    </section>
  );
}

function Changes({ changes }: { changes: StateChange[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const wordsOf = useStateWords();
  const shown = all ? changes : changes.slice(0, shownAtFirst);
  return (
    <>
      <ol className={classes.list}>
        {shown.map((change) => (
          <li key={`${change.at} ${change.state}`} className={classes.change} data-tone={stateLooks[change.state].tone}>
            <span className={classes.shape}>
              <StateShape shape={stateLooks[change.state].shape} size={10} />
            </span>
            <span className={classes.words}>
              {t(`clients.states.${change.state}`)}
              {change.reason && <span className={classes.reason}>{wordsOf(change).reason}</span>}
            </span>
            <span className={classes.at}>
              <RelativeTime at={change.at} />
            </span>
          </li>
        ))}
      </ol>
      {!all && changes.length > shownAtFirst && (
        <Button variant="subtle" color="gray" size="xs" onClick={() => setAll(true)}>
          {t('clients.history.all', { count: changes.length })}
        </Button>
      )}
    </>
  );
}
