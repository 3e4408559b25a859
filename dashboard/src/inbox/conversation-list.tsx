import { Button, Select, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientsQuery } from '../clients/clients.queries.ts';
import type { Conversation } from '../api/shapes.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Loading, SkeletonRows } from '../parts/query-view.tsx';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row.tsx';
import { Found } from './found.tsx';
import { conversationsQuery } from './inbox.queries.ts';
import type { InboxFilter, InboxStatus, InboxView } from './inbox.queries.ts';

const rowHeight = 76;
const views: InboxView[] = ['mine', 'unassigned', 'all'];
const statuses: InboxStatus[] = ['open', 'pending', 'snoozed', 'closed'];

type Props = { filter: InboxFilter; openId: string | undefined; onOpen: (id: string) => void };

/** Who wrote, cut by who has it, status and number; what is searched is looked for in names and in messages. */
export function ConversationList({ filter, openId, onOpen }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, type] = useState('');
  const [query] = useDebouncedValue(typed.trim(), 250);
  const list = useInfiniteQuery(conversationsQuery({ ...filter, query }));
  const { data: clients } = useQuery(clientsQuery);
  const rows = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const cut = (change: Record<string, string | undefined>) =>
    void navigate({ to: '/inbox', search: (before: Record<string, unknown>) => ({ ...before, ...change }), replace: true } as never);
  useJumping(rows, openId, onOpen);
  return (
    <>
      <div className={classes.head}>
        <SegmentedControl
          fullWidth
          size="xs"
          value={filter.view}
          onChange={(view) => cut({ view })}
          data={views.map((view) => ({ value: view, label: t(`inbox.views.${view}`) }))}
        />
        <TextInput
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          placeholder={t('inbox.search')}
          aria-label={t('inbox.search')}
          leftSection={<Icon name="search" size={16} />}
        />
        <div className={classes.cuts}>
          <Select
            size="xs"
            aria-label={t('inbox.status')}
            allowDeselect={false}
            value={filter.status}
            onChange={(status) => cut({ status: status ?? 'open' })}
            data={statuses.map((status) => ({ value: status, label: t(`inbox.statuses.${status}`) }))}
          />
          <Select
            size="xs"
            aria-label={t('inbox.number')}
            placeholder={t('inbox.everyNumber')}
            clearable
            value={filter.clientId ?? null}
            onChange={(client) => cut({ client: client ?? undefined })}
            data={(clients?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
      </div>
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending ? (
        <Loading>
          <SkeletonRows rows={6} height={rowHeight - 8} />
        </Loading>
      ) : rows.length === 0 && query === '' ? (
        <EmptyState icon="inbox" title={t('inbox.empty.title')}>
          {t('inbox.empty.text')}
        </EmptyState>
      ) : (
        <Rows rows={rows} openId={openId} onOpen={onOpen} />
      )}
      {list.hasNextPage && (
        <Button variant="subtle" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.showMore')}
        </Button>
      )}
      {query !== '' && <Found query={query} onOpen={onOpen} />}
    </>
  );
}

type RowsProps = { rows: Conversation[]; openId: string | undefined; onOpen: (id: string) => void };

function Rows({ rows, openId, onOpen }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  return (
    <div className={classes.scroller} ref={scroller}>
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const conversation = rows[index];
          return (
            conversation && (
              <li key={key} className={classes.row} style={{ transform: `translateY(${start}px)` }}>
                <ConversationRow conversation={conversation} opened={conversation.id === openId} onOpen={onOpen} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

/** J and K go to the next conversation and the one before, from wherever nothing is being typed. */
function useJumping(rows: Conversation[], openId: string | undefined, onOpen: (id: string) => void): void {
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey || (event.key !== 'j' && event.key !== 'k')) return;
      const next = rows[rows.findIndex(({ id }) => id === openId) + (event.key === 'j' ? 1 : -1)];
      if (next) onOpen(next.id);
    };
    window.addEventListener('keydown', jump);
    return () => window.removeEventListener('keydown', jump);
  }, [rows, openId, onOpen]);
}
