import { ActionIcon, Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client, Conversation, Message, Note } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Loading, SkeletonRows } from '../parts/query-view.tsx';
import { Composer } from './composer.tsx';
import { ConversationActions } from './conversation-actions.tsx';
import { useNameOf } from './conversation-row.tsx';
import { notesQuery, readConversation, threadQuery } from './inbox.queries.ts';
import { MessageBubble } from './message-bubble.tsx';
import { NoteCard } from './note-card.tsx';
import classes from './thread.module.css';

type Props = { conversation: Conversation; client: Client | undefined; onBack: () => void };

/** One conversation: who, what was said, and where to answer. */
export function Thread({ conversation, client, onBack }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const maySend = useMay('messages.send');
  const [replyTo, reply] = useState<Message | null>(null);
  useReading(conversation);
  return (
    <>
      <header className={classes.head}>
        <ActionIcon className={classes.back} variant="subtle" color="gray" aria-label={t('inbox.back')} onClick={onBack}>
          <Icon name="left" />
        </ActionIcon>
        <div className={classes.who}>
          <h2 className={classes.name}>{nameOf(conversation)}</h2>
          <span className={classes.via}>{client && t('inbox.via', { number: client.name })}</span>
        </div>
        <ConversationActions conversation={conversation} />
      </header>
      <Said key={conversation.id} conversation={conversation} onReply={reply} />
      {maySend && conversation.kind !== 'broadcast' && (
        <Composer key={conversation.id} conversation={conversation} replyTo={replyTo} onReplied={() => reply(null)} />
      )}
    </>
  );
}

/** Whoever looks at it has read it, as long as the page is in front. */
function useReading({ id, unread }: Conversation): void {
  const may = useMay('conversations.write');
  useEffect(() => {
    if (may && unread > 0 && document.visibilityState === 'visible') void readConversation(id).catch(() => undefined);
  }, [id, may, unread]);
}

type Entry = { key: string; at: string; message?: Message; note?: Note };

const nearEndPx = 120;
const nearStartPx = 300;

/** The newest at the foot; older ones are fetched as one scrolls up, and what one looks at stays where it is. */
function Said({ conversation, onReply }: { conversation: Conversation; onReply: (message: Message) => void }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const anchor = useRef<string | null>(null);
  const messages = useInfiniteQuery(threadQuery(conversation.id));
  const { data: notes } = useQuery(notesQuery(conversation.id));
  const entries = useMemo(() => inOrder(messages.data?.pages.flatMap(({ data }) => data) ?? [], notes?.data ?? []), [messages.data, notes]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 64,
    overscan: 12,
    getItemKey: (index) => entries[index]?.key ?? index,
  });
  const last = entries.at(-1)?.key;
  useLayoutEffect(() => {
    if (following.current && entries.length > 0) virtual.scrollToIndex(entries.length - 1, { align: 'end' });
    // Only what comes at the end moves the view.
  }, [last, entries.length, virtual]);
  useLayoutEffect(() => {
    const index = entries.findIndex(({ key }) => key === anchor.current);
    if (!following.current && index > 0) virtual.scrollToIndex(index, { align: 'start' });
    anchor.current = null;
  }, [entries, virtual]);
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    following.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx;
    if (box.scrollTop > nearStartPx || !messages.hasNextPage || messages.isFetchingNextPage) return;
    anchor.current = entries[virtual.getVirtualItems()[0]?.index ?? 0]?.key ?? null;
    void messages.fetchNextPage();
  };
  if (messages.isPending)
    return (
      <div className={classes.said}>
        <Loading>
          <SkeletonRows rows={5} height={48} />
        </Loading>
      </div>
    );
  return (
    <div className={classes.said} ref={scroller} onScroll={onScroll}>
      {messages.error && <ErrorNote error={messages.error} onRetry={() => void messages.refetch()} />}
      {messages.hasNextPage && (
        <Button variant="subtle" size="compact-xs" loading={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
          {t('inbox.older')}
        </Button>
      )}
      <div className={classes.entries} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const { message, note } = entries[index] ?? {};
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.entry}
              style={{ transform: `translateY(${start}px)` }}
            >
              {message && <MessageBubble message={message} all={entries} onReply={onReply} />}
              {note && <NoteCard note={note} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function inOrder(messages: Message[], notes: Note[]): Entry[] {
  const said = messages.filter(({ type }) => type !== 'reaction').toReversed();
  const entries: Entry[] = said.map((message) => ({ key: message.id, at: message.sentAt ?? message.createdAt, message }));
  const oldest = entries[0]?.at ?? '';
  // Notes stand where they were written; those from before what is loaded wait until that is.
  for (const note of notes.toReversed()) if (note.createdAt >= oldest) insert(entries, { key: note.id, at: note.createdAt, note });
  return entries;
}

function insert(entries: Entry[], entry: Entry): void {
  const place = entries.findLastIndex(({ at }) => at <= entry.at);
  entries.splice(place + 1, 0, entry);
}
