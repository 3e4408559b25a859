import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { eventGroups } from '../webhooks/event-types.ts';
import classes from './events-page.module.css';
import type { LiveEvent } from './frames.ts';
import { liveEvents } from './live.ts';

const mostShown = 200;

/** What happens, as it happens. */
export function EventsPage() {
  const { t } = useTranslation();
  const [group, setGroup] = useState<string | null>(null);
  const [paused, pause] = useState(false);
  const query = useQuery({
    queryKey: ['events', group],
    queryFn: async () => {
      const answer = await answerOf(api.GET('/v1/events', { params: { query: { limit: 100, ...(group && { type: `${group}.*` }) } } }));
      return typeof answer === 'string' ? [] : answer.data;
    },
  });
  useTail(group, paused);
  return (
    <Page
      title={t('frame.places.events')}
      beside={<LiveBadge paused={paused} />}
      action={
        <Button variant="default" onClick={() => pause(!paused)}>
          {paused ? t('events.resume') : t('events.pause')}
        </Button>
      }
    >
      <Select
        className={classes.filter}
        label={t('events.filter')}
        placeholder={t('events.all')}
        data={eventGroups.map((name) => ({ value: name, label: `${name}.*` }))}
        clearable
        value={group}
        onChange={setGroup}
      />
      <QueryView query={query}>
        {(events) =>
          events.length === 0 ? (
            <EmptyState icon="pulse" title={t('events.empty.title')}>
              {t('events.empty.text')}
            </EmptyState>
          ) : (
            <ol className={classes.events}>
              {events.map((event) => (
                <EventLine key={event.id} event={event} />
              ))}
            </ol>
          )
        }
      </QueryView>
    </Page>
  );
}

/** Puts what happens at the head of what is shown; after a pause everything is asked for anew. */
function useTail(group: string | null, paused: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (paused) return undefined;
    void queries.invalidateQueries({ queryKey: ['events', group] });
    return liveEvents.subscribe((event) => {
      if (group !== null && !event.type.startsWith(`${group}.`)) return;
      queries.setQueryData<LiveEvent[]>(['events', group], (known = []) =>
        known.some(({ id }) => id === event.id) ? known : [event, ...known].slice(0, mostShown),
      );
    });
  }, [queries, group, paused]);
}

function LiveBadge({ paused }: { paused: boolean }) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(liveEvents.onState, liveEvents.state);
  if (paused) {
    return (
      <StateBadge tone="waiting" shape="bars">
        {t('events.paused')}
      </StateBadge>
    );
  }
  return state === 'live' ? (
    <StateBadge tone="ready" shape="check">
      {t('events.live')}
    </StateBadge>
  ) : (
    <StateBadge tone="moving" shape="ring">
      {t('events.connecting')}
    </StateBadge>
  );
}

function EventLine({ event }: { event: LiveEvent }) {
  return (
    <li>
      <details>
        <summary className={classes.line}>
          <strong>{event.type}</strong>
          <code>{event.id}</code>
          <RelativeTime at={event.timestamp} />
        </summary>
        <pre className={classes.data}>{JSON.stringify(event, null, 2)}</pre>
      </details>
    </li>
  );
}
