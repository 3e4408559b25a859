import { ActionIcon, Button, Popover, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Conversation, Message } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import { CannedReplies } from './canned-replies.tsx';
import classes from './composer.module.css';
import { keepDraft, readDraft } from './drafts.ts';
import { addNote, cannedRepliesQuery, changeConversation, sendMessage } from './inbox.queries.ts';
import { useSummary } from './message-content.tsx';

type Props = { conversation: Conversation; replyTo: Message | null; onReplied: () => void };
type Mode = 'reply' | 'note';

/** Where one answers: Enter sends, Ctrl-Enter sends and closes, a slash at the beginning brings the ready texts. */
export function Composer({ conversation, replyTo, onReplied }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const summary = useSummary();
  const mayNote = useMay('conversations.write');
  const [text, setText] = useState(() => readDraft(conversation.id));
  const [mode, setMode] = useState<Mode>('reply');
  const [sendAt, setSendAt] = useState('');
  const keyOf = useIdempotencyKey();
  // The same words may be meant twice, one after the other.
  const [sentBefore, countSent] = useState(0);
  const { data: canned } = useQuery(cannedRepliesQuery);
  const write = (next: string) => {
    setText(next);
    keepDraft(conversation.id, next);
  };
  const send = useMutation({
    mutationFn: async ({ close }: { close: boolean }) => {
      const body = outgoing(conversation, text, replyTo, sendAt);
      await (mode === 'note' ? addNote(conversation.id, text.trim()) : sendMessage(body, keyOf([sentBefore, body])));
      if (close) await changeConversation(conversation.id, { status: 'closed' });
    },
    onSuccess: async () => {
      countSent((count) => count + 1);
      write('');
      setSendAt('');
      onReplied();
      await queries.invalidateQueries({ queryKey: ['conversation', conversation.id] });
      await queries.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  const ready = text.trim() !== '' && !send.isPending;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || text.startsWith('/')) return;
    event.preventDefault();
    if (ready) send.mutate({ close: event.ctrlKey || event.metaKey });
  };
  return (
    <div className={classes.composer} data-mode={mode}>
      {send.error && <ErrorNote error={send.error} />}
      {conversation.optedOut && mode === 'reply' && <p className={classes.warning}>{t('inbox.optedOutText')}</p>}
      {replyTo && (
        <p className={classes.quoting}>
          <span>{t('inbox.replyingTo', { text: summary(replyTo) })}</span>
          <ActionIcon variant="subtle" color="gray" size={22} aria-label={t('parts.cancel')} onClick={onReplied}>
            <Icon name="close" size={13} />
          </ActionIcon>
        </p>
      )}
      {mode === 'reply' && text.startsWith('/') && <CannedReplies typed={text.slice(1)} replies={canned?.data ?? []} onChoose={write} />}
      <Textarea
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={t(mode === 'note' ? 'inbox.writeNote' : 'inbox.write')}
        aria-label={t(mode === 'note' ? 'inbox.writeNote' : 'inbox.write')}
      />
      <div className={classes.foot}>
        {mayNote && (
          <SegmentedControl
            size="xs"
            value={mode}
            onChange={(next) => setMode(next)}
            data={[
              { value: 'reply', label: t('inbox.replyMode') },
              { value: 'note', label: t('inbox.note') },
            ]}
          />
        )}
        <span className={classes.hint}>{t('inbox.keys')}</span>
        {mode === 'reply' && <Schedule value={sendAt} onChange={setSendAt} />}
        <Button size="xs" disabled={!ready} loading={send.isPending} onClick={() => send.mutate({ close: false })}>
          {t(mode === 'note' ? 'inbox.addNote' : sendAt ? 'inbox.schedule' : 'inbox.send')}
        </Button>
      </div>
    </div>
  );
}

function outgoing({ clientId, chatId }: Conversation, body: string, replyTo: Message | null, sendAt: string) {
  return {
    clientId,
    to: chatId,
    type: 'text' as const,
    text: { body },
    priority: 'reply' as const,
    ...(replyTo && { replyTo: replyTo.id }),
    ...(sendAt !== '' && { sendAt: new Date(sendAt).toISOString() }),
  };
}

function Schedule({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Popover position="top-end" trapFocus withArrow>
      <Popover.Target>
        <ActionIcon variant={value ? 'light' : 'subtle'} color="gray" size={30} aria-label={t('inbox.scheduleFor')}>
          <Icon name="clock" size={17} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          type="datetime-local"
          label={t('inbox.scheduleFor')}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
