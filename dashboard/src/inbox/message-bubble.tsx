import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Message } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { fullTime } from '../parts/time.ts';
import { useAction } from '../parts/use-action.ts';
import { cancelMessage, react, resolveMessage } from './inbox.queries.ts';
import classes from './message-bubble.module.css';
import { MessageContent, useSummary } from './message-content.tsx';
import { Ticks } from './ticks.tsx';

type Props = { message: Message; all: { message?: Message }[]; onReply: (message: Message) => void };

/** One message: what it quotes, what it says, what was done to it, when and how far it got. */
export function MessageBubble({ message, all, onReply }: Props) {
  const { t, i18n } = useTranslation();
  const summary = useSummary();
  const maySend = useMay('messages.send');
  const { id, direction, fromName, from, replyTo, forwarded, late, reactions, status, error, editedAt, origin, sendAt } = message;
  const quoted = replyTo === undefined ? undefined : all.find((each) => each.message?.id === replyTo)?.message;
  const renew = [['conversation', message.conversationId, 'messages']];
  const cancel = useAction({ run: () => cancelMessage(id), renew });
  const like = useAction({ run: () => react(id, '👍'), renew });
  const at = new Date(message.sentAt ?? message.createdAt);
  if (message.type === 'group_change') return <MessageContent message={message} />;
  return (
    <article className={classes.line} data-direction={direction}>
      <div className={classes.bubble} data-direction={direction} data-status={status}>
        {direction === 'inbound' && (fromName ?? from) && <span className={classes.from}>{fromName ?? from}</span>}
        {forwarded && <span className={classes.quiet}>{t('inbox.forwarded')}</span>}
        {replyTo !== undefined && <blockquote className={classes.quoted}>{quoted ? summary(quoted) : t('inbox.earlier')}</blockquote>}
        <MessageContent message={message} />
        <footer className={classes.foot}>
          {origin === 'phone' && <span>{t('inbox.fromPhone')}</span>}
          {late && <span>{t('inbox.late')}</span>}
          {editedAt && <span>{t('inbox.edited')}</span>}
          {status === 'scheduled' && sendAt ? (
            <span>{t('inbox.scheduledFor', { at: fullTime(new Date(sendAt), i18n.language) })}</span>
          ) : (
            <Tooltip label={fullTime(at, i18n.language)}>
              <time dateTime={at.toISOString()}>{at.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' })}</time>
            </Tooltip>
          )}
          {direction === 'outbound' && <Ticks status={status} />}
        </footer>
        {reactions && (
          <span className={classes.reactions} aria-label={t('inbox.reactions')}>
            {reactions.map(({ emoji }) => emoji).join(' ')}
          </span>
        )}
      </div>
      {maySend && (
        <span className={classes.acts}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('inbox.reply')} onClick={() => onReply(message)}>
            <Icon name="undo" size={15} />
          </ActionIcon>
          {message.providerId && (
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('inbox.like')} onClick={() => like.mutate()}>
              👍
            </ActionIcon>
          )}
          {(status === 'queued' || status === 'scheduled') && (
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('inbox.cancel')} onClick={() => cancel.mutate()}>
              <Icon name="close" size={15} />
            </ActionIcon>
          )}
        </span>
      )}
      {status === 'failed' && error && <p className={classes.failed}>{t('inbox.failed', { detail: error.detail, code: error.code })}</p>}
      {status === 'unknown' && <Doubt id={id} renew={renew} />}
    </article>
  );
}

/** Nobody can tell whether it went: a person decides. */
function Doubt({ id, renew }: { id: string; renew: string[][] }) {
  const { t } = useTranslation();
  const may = useMay('messages.manage');
  const decide = useAction({ run: (outcome: 'sent' | 'send_again' | 'failed') => resolveMessage(id, outcome), renew });
  return (
    <div className={classes.doubt}>
      <span>{t('inbox.doubt')}</span>
      {may &&
        (['sent', 'send_again', 'failed'] as const).map((outcome) => (
          <Button key={outcome} size="compact-xs" variant="default" onClick={() => decide.mutate(outcome)}>
            {t(`inbox.decide.${outcome}`)}
          </Button>
        ))}
    </div>
  );
}
