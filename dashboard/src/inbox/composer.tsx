import { ActionIcon, Button, Popover, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Conversation, Media, Message } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import { Attached, AttachButton, dropOf } from './attachments.tsx';
import { CannedReplies } from './canned-replies.tsx';
import classes from './composer.module.css';
import { keepDraft, readDraft } from './drafts.ts';
import { addNote, cannedRepliesQuery, changeConversation, sendMessage, uploadFile } from './inbox.queries.ts';
import { useSummary } from './message-content.tsx';

type Props = { conversation: Conversation; replyTo: Message | null; onReplied: () => void };
type Mode = 'reply' | 'note';

/** Where one answers: Enter sends, Ctrl-Enter sends and closes, a slash at the beginning brings the ready texts. */
export function Composer({ conversation, replyTo, onReplied }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const summary = useSummary();
  const mayNote = useMay('conversations.write');
  const mayAttach = useMay('media.write');
  const [text, setText] = useState(() => readDraft(conversation.id));
  const [mode, setMode] = useState<Mode>('reply');
  const [sendAt, setSendAt] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const keyOf = useIdempotencyKey();
  // The same words may be meant twice, one after the other.
  const [sentBefore, countSent] = useState(0);
  const { data: canned } = useQuery(cannedRepliesQuery);
  const write = (next: string) => {
    setText(next);
    keepDraft(conversation.id, next);
  };
  const attach = (more: File[]) => mayAttach && mode === 'reply' && setFiles([...files, ...more]);
  // A file that is sent again after a lost answer must be the same one, so that it is recognised as the same message.
  const stored = useRef(new Map<File, Media>());
  const store = async (file: File) => {
    const media = stored.current.get(file) ?? (await uploadFile(file));
    stored.current.set(file, media);
    return media;
  };
  /** Files first, one message each; words go along as the caption of the first that takes one. What has gone is gone from here. */
  const sendAll = async () => {
    const hand = (content: Content) => {
      const body = outgoing(conversation, content, replyTo, sendAt);
      return sendMessage(body, keyOf([sentBefore, body]));
    };
    let words = text.trim() === '' ? '' : text;
    for (const file of files) {
      const media = await store(file);
      const caption = takesCaption(media.kind) ? words : '';
      await hand(fileContent(media, caption));
      setFiles((left) => left.filter((each) => each !== file));
      if (caption !== '') write('');
      words = caption === '' ? words : '';
    }
    if (words !== '') await hand({ type: 'text', text: { body: words } });
  };
  const send = useMutation({
    mutationFn: async ({ close }: { close: boolean }) => {
      if (mode === 'note') await addNote(conversation.id, text.trim());
      else await sendAll();
      if (close) await changeConversation(conversation.id, { status: 'closed' });
    },
    onSuccess: async () => {
      countSent((count) => count + 1);
      write('');
      setFiles([]);
      setSendAt('');
      onReplied();
      await queries.invalidateQueries({ queryKey: ['conversation', conversation.id] });
      await queries.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  const ready = (text.trim() !== '' || (mode === 'reply' && files.length > 0)) && !send.isPending;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || text.startsWith('/')) return;
    event.preventDefault();
    if (ready) send.mutate({ close: event.ctrlKey || event.metaKey });
  };
  return (
    <div className={classes.composer} data-mode={mode} {...dropOf(attach)}>
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
      {mode === 'reply' && <Attached files={files} onChange={setFiles} />}
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
        {mode === 'reply' && mayAttach && <AttachButton onChoose={attach} />}
        {mode === 'reply' && <Schedule value={sendAt} onChange={setSendAt} />}
        <Button size="xs" disabled={!ready} loading={send.isPending} onClick={() => send.mutate({ close: false })}>
          {t(mode === 'note' ? 'inbox.addNote' : sendAt ? 'inbox.schedule' : 'inbox.send')}
        </Button>
      </div>
    </div>
  );
}

type Content = { type: 'text'; text: { body: string } } | ReturnType<typeof fileContent>;

const takesCaption = (kind: Media['kind']) => kind === 'image' || kind === 'video' || kind === 'document';

function fileContent({ id, kind }: Media, caption: string) {
  const file = { mediaId: id, ...(caption !== '' && { caption }) };
  return { type: kind, [kind]: file } as { type: 'image'; image: typeof file };
}

function outgoing({ clientId, chatId }: Conversation, content: Content, replyTo: Message | null, sendAt: string) {
  return {
    clientId,
    to: chatId,
    ...content,
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
