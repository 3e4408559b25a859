import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/shapes.ts';
import { Avatar } from '../parts/avatar.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import classes from './conversation-row.module.css';
import { useSummary } from './message-content.tsx';
import { Ticks } from './ticks.tsx';

type Props = { conversation: Conversation; opened: boolean; onOpen: (id: string) => void };

/** Who, what was said last, when, and how much is unread. */
export function ConversationRow({ conversation, opened, onOpen }: Props) {
  const { t } = useTranslation();
  const summary = useSummary();
  const { id, lastMessage, lastMessageAt, unread, labels, optedOut } = conversation;
  const name = useNameOf()(conversation);
  return (
    <button type="button" className={classes.row} data-opened={opened || undefined} aria-current={opened} onClick={() => onOpen(id)}>
      <Avatar name={name} size={38} />
      <span className={classes.name} data-unread={unread > 0 || undefined}>
        {name}
      </span>
      <span className={classes.time}>
        <RelativeTime at={lastMessageAt} />
      </span>
      <span className={classes.line}>
        {lastMessage?.direction === 'outbound' && <Ticks status={lastMessage.status} />}
        {lastMessage ? summary(lastMessage) : ''}
      </span>
      <span className={classes.marks}>
        {optedOut && <span className={classes.out}>{t('inbox.optedOut')}</span>}
        {labels.slice(0, 1).map((label) => (
          <span key={label} className={classes.label}>
            {label}
          </span>
        ))}
        {unread > 0 && (
          <span className={classes.unread} aria-label={t('inbox.unread', { count: unread })}>
            {unread}
          </span>
        )}
      </span>
    </button>
  );
}

/** What to call whoever a conversation is with. */
export function useNameOf(): (conversation: Pick<Conversation, 'name' | 'phone' | 'chatId' | 'kind'>) => string {
  const { t } = useTranslation();
  return ({ name, phone, chatId, kind }) => {
    if (name) return name;
    if (phone) return readablePhone(phone);
    if (kind === 'group') return t('inbox.group');
    return chatId === 'status@broadcast' ? t('inbox.statusPosts') : t('inbox.hiddenPerson');
  };
}
