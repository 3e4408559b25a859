import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { clientsQuery } from '../clients/clients.queries.ts';
import { Icon } from '../parts/icon.tsx';
import { TestStripe } from '../parts/test-stripe.tsx';
import { ConversationList } from './conversation-list.tsx';
import classes from './inbox-page.module.css';
import { conversationQuery } from './inbox.queries.ts';
import type { InboxFilter } from './inbox.queries.ts';
import { PersonPanel } from './person-panel.tsx';
import { Thread } from './thread.tsx';
import { useLiveInbox } from './use-live-inbox.ts';

const route = getRouteApi('/inside/inbox');

/** Everything people wrote and what the team does about it: list, thread, person. */
export function InboxPage() {
  const { t } = useTranslation();
  const { id, ...search } = route.useSearch();
  const navigate = useNavigate();
  const filter: InboxFilter = { view: search.view ?? 'all', status: search.status ?? 'open', clientId: search.client, label: search.label };
  useLiveInbox();
  useEffect(() => {
    document.title = t('frame.tabTitle', { page: t('frame.places.inbox') });
  }, [t]);
  const open = (next: string | undefined) => void navigate({ to: '/inbox', search: { ...search, ...(next && { id: next }) } });
  return (
    <div className={classes.inbox} data-open={id !== undefined || undefined}>
      <h1 className={classes.title}>{t('frame.places.inbox')}</h1>
      <section className={classes.list} aria-label={t('inbox.conversations')}>
        <ConversationList filter={filter} openId={id} onOpen={open} />
      </section>
      {id === undefined ? <Nothing /> : <Opened key={id} id={id} onBack={() => void navigate({ to: '/inbox', search })} onOpen={open} />}
    </div>
  );
}

type OpenedProps = { id: string; onBack: () => void; onOpen: (id: string) => void };

function Opened({ id, onBack, onOpen }: OpenedProps) {
  const { t } = useTranslation();
  const { data: conversation } = useQuery(conversationQuery(id));
  const { data: clients } = useQuery(clientsQuery);
  const client = clients?.data.find((each) => each.id === conversation?.clientId);
  if (!conversation) return <Nothing />;
  return (
    <>
      <section className={classes.thread} aria-label={t('inbox.thread')}>
        {client?.channel === 'sandbox' && <TestStripe />}
        <Thread conversation={conversation} client={client} onBack={onBack} />
      </section>
      <aside className={classes.person} aria-label={t('inbox.person')}>
        <PersonPanel conversation={conversation} client={client} onOpen={onOpen} />
      </aside>
    </>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <div className={classes.nothing}>
      <Icon name="inbox" size={34} />
      <p>{t('inbox.choose')}</p>
    </div>
  );
}
