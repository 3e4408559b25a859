import { ActionIcon, Badge, Button, Group, Menu, Select, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Contact } from '../api/shapes.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { ConsentBadge } from './consent-badge.tsx';
import { AddContactDialog } from './contact-dialogs.tsx';
import classes from './contacts-page.module.css';
import { contactsQuery, download, noFilter, segmentsQuery, tagsQuery } from './contacts.queries.ts';
import type { ContactFilter } from './contacts.queries.ts';
import { ContactsTabs } from './contacts-tabs.tsx';

/** Everybody there is, found by name, number, tag, segment or consent. */
export function ContactsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<ContactFilter>(noFilter);
  const [settled] = useDebouncedValue(filter, 250);
  const [adding, add] = useDisclosure(false);
  const navigate = useNavigate();
  const mayWrite = useMay('contacts.write');
  const query = useInfiniteQuery(contactsQuery(settled));
  const columns = useColumns();
  const filtered = JSON.stringify({ ...filter, sort: 'newest' }) !== JSON.stringify(noFilter);
  return (
    <Page
      title={t('frame.places.contacts')}
      action={
        <Group gap="xs" wrap="nowrap">
          {mayWrite && (
            <Button leftSection={<Icon name="plus" />} onClick={add.open}>
              {t('contacts.add.open')}
            </Button>
          )}
          <ExportMenu />
        </Group>
      }
    >
      <ContactsTabs tab="people" />
      <Filters filter={filter} onChange={setFilter} />
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0)
            return <Nobody filtered={filtered} onClear={() => setFilter(noFilter)} onAdd={mayWrite ? add.open : undefined} />;
          return <DataTable caption={t('frame.places.contacts')} columns={columns} rows={rows} rowKey={({ id }) => id} />;
        }}
      </QueryView>
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('parts.showMore')}
          </Button>
        </div>
      )}
      <AddContactDialog
        opened={adding}
        onClose={add.close}
        onAdded={({ id }) => void navigate({ to: '/contacts/$contactId', params: { contactId: id } })}
      />
    </Page>
  );
}

function Nobody({ filtered, onClear, onAdd }: { filtered: boolean; onClear: () => void; onAdd: (() => void) | undefined }) {
  const { t } = useTranslation();
  const action = filtered ? (
    <Button onClick={onClear}>{t('contacts.nothing.clear')}</Button>
  ) : (
    onAdd && <Button onClick={onAdd}>{t('contacts.add.open')}</Button>
  );
  return (
    <EmptyState icon="user" title={t(filtered ? 'contacts.nothing.title' : 'contacts.empty.title')} action={action}>
      {t(filtered ? 'contacts.nothing.text' : 'contacts.empty.text')}
    </EmptyState>
  );
}

function Filters({ filter, onChange }: { filter: ContactFilter; onChange: (filter: ContactFilter) => void }) {
  const { t } = useTranslation();
  const tags = useQuery(tagsQuery);
  const segments = useQuery(segmentsQuery);
  return (
    <search className={classes.filters}>
      <TextInput
        label={t('contacts.filters.query')}
        placeholder={t('contacts.filters.queryHint')}
        leftSection={<Icon name="search" size={16} />}
        value={filter.query}
        onChange={(event) => onChange({ ...filter, query: event.currentTarget.value })}
      />
      <Select
        label={t('contacts.filters.tag')}
        placeholder={t('contacts.filters.any')}
        data={tags.data?.data ?? []}
        searchable
        clearable
        value={filter.tag}
        onChange={(tag) => onChange({ ...filter, tag })}
      />
      <Select
        label={t('contacts.filters.segment')}
        placeholder={t('contacts.filters.any')}
        data={(segments.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        clearable
        value={filter.segmentId}
        onChange={(segmentId) => onChange({ ...filter, segmentId })}
      />
      <Select
        label={t('contacts.filters.consent')}
        placeholder={t('contacts.filters.any')}
        data={(['open', 'optedOut'] as const).map((value) => ({ value, label: t(`contacts.filters.consents.${value}`) }))}
        clearable
        value={filter.consent}
        onChange={(consent) => onChange({ ...filter, consent: consent })}
      />
      <Select
        label={t('contacts.filters.sort')}
        data={(['newest', 'name'] as const).map((value) => ({ value, label: t(`contacts.filters.sorts.${value}`) }))}
        allowDeselect={false}
        value={filter.sort}
        onChange={(sort) => onChange({ ...filter, sort: sort ?? 'newest' })}
      />
    </search>
  );
}

function ExportMenu() {
  const { t } = useTranslation();
  const mayExport = useMay('contacts.export');
  const take = useAction({ run: (format: 'csv' | 'json') => download(`/v1/contacts/export?format=${format}`, `contacts.${format}`) });
  if (!mayExport) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} loading={take.isPending} aria-label={t('contacts.export.open')}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => take.mutate('csv')}>{t('contacts.export.csv')}</Menu.Item>
        <Menu.Item onClick={() => take.mutate('json')}>{t('contacts.export.json')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useColumns(): Column<Contact>[] {
  const { t } = useTranslation();
  return [
    { key: 'name', label: t('contacts.columns.name'), heading: true, renderCell: (contact) => <Name contact={contact} /> },
    { key: 'consent', label: t('contacts.columns.consent'), renderCell: (contact) => <ConsentBadge contact={contact} /> },
    {
      key: 'tags',
      label: t('contacts.columns.tags'),
      renderCell: ({ tags }) => (tags.length === 0 ? null : <TagList tags={tags} />),
    },
    { key: 'country', minor: true, label: t('contacts.columns.country'), renderCell: ({ country }) => country },
    {
      key: 'lastInboundAt',
      label: t('contacts.columns.lastInboundAt'),
      renderCell: ({ lastInboundAt }) => lastInboundAt && <RelativeTime at={lastInboundAt} />,
    },
    {
      key: 'createdAt',
      minor: true,
      align: 'end',
      label: t('contacts.columns.createdAt'),
      renderCell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
}

function Name({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const known = contact.phone ? readablePhone(contact.phone) : (contact.username ?? contact.lid ?? contact.businessScopedId);
  return (
    <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className={classes.name}>
      {contact.name ?? t('contacts.nameless')}
      <span className={classes.quiet}>{known}</span>
    </Link>
  );
}

/** Tags, as many as there is room for. */
export function TagList({ tags }: { tags: string[] }) {
  const shown = tags.slice(0, 4);
  return (
    <span className={classes.tags}>
      {shown.map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={500}>
          {tag}
        </Badge>
      ))}
      {tags.length > shown.length && <span className={classes.quiet}>+{tags.length - shown.length}</span>}
    </span>
  );
}
