import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client, Conversation } from '../api/shapes.ts';
import { Avatar } from '../parts/avatar.tsx';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { useNameOf } from './conversation-row.tsx';
import { changeConversation, contactQuery } from './inbox.queries.ts';
import classes from './person-panel.module.css';

type Props = { conversation: Conversation; client: Client | undefined; onOpen: (id: string) => void };

/** Who one is talking to, and what they allowed. */
export function PersonPanel({ conversation, client }: Props) {
  const { t } = useTranslation();
  const name = useNameOf()(conversation);
  const mayWrite = useMay('conversations.write');
  const label = useAction({
    run: (labels: string[]) => changeConversation(conversation.id, { labels }),
    renew: [['conversation', conversation.id], ['conversations']],
  });
  return (
    <div className={classes.panel}>
      <Avatar name={name} size={56} />
      <h2 className={classes.name}>{name}</h2>
      {conversation.phone && <p className={classes.phone}>{readablePhone(conversation.phone)}</p>}
      {conversation.contactId && <Contact id={conversation.contactId} />}
      <dl className={classes.facts}>
        {client && <Fact name={t('inbox.number')}>{client.name}</Fact>}
        {conversation.lastInboundAt && (
          <Fact name={t('inbox.lastWrote')}>
            <RelativeTime at={conversation.lastInboundAt} />
          </Fact>
        )}
        <Fact name={t('inbox.since')}>
          <RelativeTime at={conversation.createdAt} />
        </Fact>
      </dl>
      <TagsInput
        size="xs"
        label={t('inbox.labels')}
        value={conversation.labels}
        readOnly={!mayWrite}
        maxTags={20}
        onChange={(labels) => label.mutate(labels)}
      />
    </div>
  );
}

function Contact({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay('contacts.read');
  const query = useQuery({ ...contactQuery(id), enabled: may });
  if (!may) return null;
  return (
    <QueryView query={query} loading={<SkeletonRows rows={1} height={26} />}>
      {(contact) => (
        <>
          <p className={classes.consent} data-state={contact.consent.state}>
            {t(`inbox.consent.${contact.consent.state}`)}
            {contact.consent.at && (
              <>
                {' · '}
                <RelativeTime at={contact.consent.at} />
              </>
            )}
          </p>
          {contact.tags.length > 0 && <p className={classes.tags}>{contact.tags.join(' · ')}</p>}
        </>
      )}
    </QueryView>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
