import { ActionIcon, Button, Menu, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import { ApiError } from '../api/api-error.ts';
import type { ContactDetail } from '../api/shapes.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Loading } from '../parts/query-view.tsx';
import { useAction } from '../parts/use-action.ts';
import { ConsentBadge } from './consent-badge.tsx';
import { ConsentDialog, EraseDialog, MergeDialog } from './contact-dialogs.tsx';
import { ContactFacts } from './contact-facts.tsx';
import { ContactTimeline } from './contact-timeline.tsx';
import classes from './contact-page.module.css';
import { blockContact, contactQuery, download, unblockContact } from './contacts.queries.ts';

const route = getRouteApi('/inside/contacts/$contactId');

/** One person: who they are, what they allowed, what happened with them. */
export function ContactPage() {
  const { t } = useTranslation();
  const { contactId } = route.useParams();
  const query = useQuery(contactQuery(contactId));
  if (query.data && !isMissing(query.error)) return <ContactView key={query.data.id} contact={query.data} error={query.error} />;
  return (
    <Page title={t('frame.places.contacts')} above={<BackLink />}>
      {query.isPending ? (
        <Loading>
          <Skeleton height={320} radius="lg" />
        </Loading>
      ) : isMissing(query.error) ? (
        <EmptyState icon="user" title={t('contacts.missing.title')}>
          {t('contacts.missing.text')}
        </EmptyState>
      ) : (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      )}
    </Page>
  );
}

const isMissing = (error: Error | null) => error instanceof ApiError && error.status === 404;

function ContactView({ contact, error }: { contact: ContactDetail; error: Error | null }) {
  const { t } = useTranslation();
  return (
    <Page
      title={contact.name ?? contact.phone ?? t('contacts.nameless')}
      above={<BackLink />}
      beside={<ConsentBadge contact={contact} />}
      action={<ContactMenu contact={contact} />}
    >
      {error && <ErrorNote error={error} />}
      <div className={classes.columns}>
        <ContactTimeline contact={contact} />
        <ContactFacts contact={contact} />
      </div>
    </Page>
  );
}

function BackLink() {
  const { t } = useTranslation();
  return (
    <Link to="/contacts" className={classes.back}>
      <Icon name="left" size={14} />
      {t('frame.places.contacts')}
    </Link>
  );
}

type Asking = 'merge' | 'erase' | 'optOut' | 'optIn' | null;

function ContactMenu({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, ask] = useState<Asking>(null);
  const [opened, menu] = useDisclosure(false);
  const may = {
    write: useMay('contacts.write'),
    erase: useMay('contacts.erase'),
    export: useMay('contacts.export'),
    override: useMay('consent.override'),
  };
  const out = contact.consent.state === 'opted_out' || contact.consent.clients.some(({ state }) => state === 'opted_out');
  const block = useAction({
    run: () => (contact.blocked ? unblockContact(contact.id) : blockContact(contact.id)),
    renew: [['contacts']],
    done: ({ blocked }) => t(blocked ? 'contacts.menu.blocked' : 'contacts.menu.unblocked'),
  });
  const take = useAction({ run: () => download(`/v1/contacts/${contact.id}/export`, `contact-${contact.id}.zip`) });
  const close = () => ask(null);
  return (
    <>
      {out
        ? may.override && (
            <Button variant="default" onClick={() => ask('optIn')}>
              {t('contacts.consent.optIn.open')}
            </Button>
          )
        : may.write && (
            <Button variant="default" onClick={() => ask('optOut')}>
              {t('contacts.consent.optOut.open')}
            </Button>
          )}
      <Menu position="bottom-end" width={220} opened={opened} onChange={menu.toggle}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('contacts.menu.label')}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may.write && <Menu.Item onClick={() => ask('merge')}>{t('contacts.menu.merge')}</Menu.Item>}
          {may.write && (
            <Menu.Item onClick={() => block.mutate()}>{t(contact.blocked ? 'contacts.menu.unblock' : 'contacts.menu.block')}</Menu.Item>
          )}
          {may.export && <Menu.Item onClick={() => take.mutate()}>{t('contacts.menu.export')}</Menu.Item>}
          {may.erase && <Menu.Divider />}
          {may.erase && (
            <Menu.Item leftSection={<Icon name="trash" size={16} />} data-danger onClick={() => ask('erase')}>
              {t('contacts.menu.erase')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <MergeDialog opened={asking === 'merge'} onClose={close} contact={contact} />
      <EraseDialog opened={asking === 'erase'} onClose={close} contact={contact} onErased={() => void navigate({ to: '/contacts' })} />
      <ConsentDialog opened={asking === 'optOut'} onClose={close} contact={contact} kind="optOut" />
      <ConsentDialog opened={asking === 'optIn'} onClose={close} contact={contact} kind="optIn" />
    </>
  );
}
