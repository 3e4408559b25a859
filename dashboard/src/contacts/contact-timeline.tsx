import { ActionIcon, Button, Group, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { ConsentEntry, ContactDetail, ContactNote } from '../api/shapes.ts';
import { clientsQuery } from '../clients/clients.queries.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon.tsx';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import classes from './contact-page.module.css';
import { addNote, consentsQuery, deleteNote, download, notesQuery } from './contacts.queries.ts';

/** What happened with a person: what the team wrote down, what was said about consent, since when they are known. */
export function ContactTimeline({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const mayWrite = useMay('contacts.write');
  const maySeeConsent = useMay('consent.read');
  const notes = useQuery(notesQuery(contact.id));
  const consents = useQuery({ ...consentsQuery(contact.id), enabled: maySeeConsent });
  return (
    <section aria-labelledby="contact-timeline" className={classes.section}>
      <Group justify="space-between" mb={12}>
        <h2 id="contact-timeline" className={classes.sectionTitle} style={{ margin: 0 }}>
          {t('contacts.timeline.title')}
        </h2>
        <ProofButton contactId={contact.id} />
      </Group>
      {mayWrite && <NoteForm contactId={contact.id} />}
      {consents.error && <ErrorNote error={consents.error} onRetry={() => void consents.refetch()} />}
      <QueryView query={notes} loading={<SkeletonRows rows={3} height={36} />}>
        {({ data }) => <Entries contact={contact} notes={data} consents={consents.data?.data ?? []} />}
      </QueryView>
    </section>
  );
}

function ProofButton({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const mayExport = useMay('contacts.export');
  const take = useAction({ run: () => download(`/v1/consent/export?contactId=${contactId}`, 'consent.csv') });
  if (!mayExport) return null;
  return (
    <Button variant="subtle" color="gray" size="xs" loading={take.isPending} onClick={() => take.mutate()}>
      {t('contacts.timeline.proof')}
    </Button>
  );
}

function NoteForm({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = useAction({
    run: () => addNote(contactId, text.trim()),
    renew: [['contacts', contactId, 'notes']],
    onDone: () => setText(''),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') add.mutate();
      }}
    >
      <Textarea
        aria-label={t('contacts.timeline.note')}
        placeholder={t('contacts.timeline.notePlaceholder')}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="xs" mb="lg">
        <Button type="submit" size="xs" variant="default" loading={add.isPending} disabled={text.trim() === ''}>
          {t('contacts.timeline.addNote')}
        </Button>
      </Group>
    </form>
  );
}

function Entries({ contact, notes, consents }: { contact: ContactDetail; notes: ContactNote[]; consents: ConsentEntry[] }) {
  const { t } = useTranslation();
  const entries = [
    ...notes.map((note) => ({ at: note.createdAt, key: note.id, node: <NoteEntry key={note.id} contactId={contact.id} note={note} /> })),
    ...consents.map((entry) => ({ at: entry.recordedAt, key: entry.id, node: <ConsentItem key={entry.id} entry={entry} /> })),
    {
      at: contact.createdAt,
      key: 'created',
      node: (
        <Entry key="created" icon="user" at={contact.createdAt}>
          {t('contacts.timeline.created')}
        </Entry>
      ),
    },
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return <ol className={classes.timeline}>{entries.map(({ node }) => node)}</ol>;
}

type EntryProps = { icon: IconName; at: string; stale?: boolean; about?: ReactNode; action?: ReactNode; children: ReactNode };

function Entry({ icon, at, stale, about, action, children }: EntryProps) {
  return (
    <li className={classes.entry} data-stale={stale || undefined}>
      <Icon name={icon} size={16} />
      <span>
        {children}
        {about && <span className={classes.about}>{about}</span>}
      </span>
      <span className={classes.at}>
        <RelativeTime at={at} />
        {action}
      </span>
    </li>
  );
}

function NoteEntry({ contactId, note }: { contactId: string; note: ContactNote }) {
  const { t } = useTranslation();
  const mayWrite = useMay('contacts.write');
  const remove = useAction({ run: () => deleteNote(contactId, note.id), renew: [['contacts', contactId, 'notes']] });
  const button = mayWrite && (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      ml={4}
      aria-label={t('contacts.timeline.deleteNote')}
      onClick={() => remove.mutate()}
    >
      <Icon name="close" size={14} />
    </ActionIcon>
  );
  return (
    <Entry icon="pencil" at={note.createdAt} about={note.body} action={button}>
      {t('contacts.timeline.noteBy', { name: note.author.name })}
    </Entry>
  );
}

function ConsentItem({ entry }: { entry: ConsentEntry }) {
  const { t } = useTranslation();
  const clients = useQuery(clientsQuery);
  const nameOf = (id: string | null) => clients.data?.data.find((client) => client.id === id)?.name;
  const how = t(`contacts.consent.sources.${entry.source}`, { word: entry.word ?? '', name: entry.actor?.name ?? '' });
  const where = entry.clientId
    ? t('contacts.consent.forClient', { name: nameOf(entry.clientId) ?? entry.clientId })
    : t('contacts.consent.forAll');
  const heard = entry.heardBy && t('contacts.consent.heardBy', { name: nameOf(entry.heardBy) ?? entry.heardBy });
  const about = [how, where, heard, entry.reason, !entry.applied && t('contacts.consent.notApplied')].filter(Boolean).join(' · ');
  return (
    <Entry icon={entry.state === 'opted_out' ? 'crossedCircle' : 'check'} at={entry.at} stale={!entry.applied} about={about}>
      {t(`contacts.consent.entries.${entry.state}`)}
    </Entry>
  );
}
