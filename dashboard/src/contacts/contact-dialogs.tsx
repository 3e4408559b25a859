import { Button, Group, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../api/shapes.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { useFormWork } from '../parts/use-form-work.ts';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import { addContact, contactsQuery, eraseContact, mergeContacts, noFilter, optIn, optOut, tagsQuery } from './contacts.queries.ts';

type Shared = { opened: boolean; onClose: () => void };

/** A number, a name and tags are enough to begin with. */
export function AddContactDialog({ opened, onClose, onAdded }: Shared & { onAdded: (contact: Contact) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const tags = useQuery({ ...tagsQuery, enabled: opened });
  const form = useForm({ initialValues: { phone: '', name: '', tags: [] as string[] } });
  const keyFor = useIdempotencyKey();
  const send = ({ phone, name, tags }: typeof form.values) => {
    const body = { phone, tags, ...(name.trim() && { name: name.trim() }) };
    return addContact(body, keyFor(body));
  };
  const work = useFormWork(form, send, {
    onDone: async (contact) => {
      form.reset();
      onClose();
      onAdded(contact);
      await queries.invalidateQueries({ queryKey: ['contacts'] });
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title={t('contacts.add.title')}>
      <form onSubmit={work.submit}>
        <Stack>
          <TextInput
            label={t('contacts.fields.phone')}
            description={t('contacts.add.phoneHint')}
            placeholder="+49 151 23456789"
            required
            withAsterisk={false}
            inputMode="tel"
            data-autofocus
            {...form.getInputProps('phone')}
          />
          <TextInput label={t('contacts.fields.name')} {...form.getInputProps('name')} />
          <TagsInput label={t('contacts.fields.tags')} data={tags.data?.data ?? []} {...form.getInputProps('tags')} />
          {work.error && <ErrorNote error={work.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('parts.cancel')}
            </Button>
            <Button type="submit" loading={work.pending}>
              {t('contacts.add.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Finds the other contact by name or number, and says which one stays. */
export function MergeDialog({ opened, onClose, contact }: Shared & { contact: Contact }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [other, setOther] = useState<string | null>(null);
  const [settled] = useDebouncedValue(text, 250);
  const found = useInfiniteQuery({ ...contactsQuery({ ...noFilter, query: settled }), enabled: opened });
  const others = (found.data?.pages[0]?.data ?? []).filter(({ id }) => id !== contact.id);
  const label = ({ name, phone, lid }: Contact) =>
    [name, phone && readablePhone(phone), !phone && lid].filter(Boolean).join(' · ') || t('contacts.nameless');
  const merge = async () => {
    await mergeContacts(contact.id, other ?? '');
    await queries.invalidateQueries({ queryKey: ['contacts'] });
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('contacts.merge.title')}
      confirm={t('contacts.merge.confirm')}
      run={merge}
      ready={other !== null}
    >
      <Text size="sm">{t('contacts.merge.text', { name: contact.name ?? t('contacts.nameless') })}</Text>
      <Select
        label={t('contacts.merge.other')}
        data={others.map((one) => ({ value: one.id, label: label(one) }))}
        filter={({ options }) => options}
        searchable
        clearable
        value={other}
        onChange={setOther}
        onSearchChange={setText}
        nothingFoundMessage={t('contacts.nothing.title')}
      />
    </ConfirmDialog>
  );
}

/** Says what goes and what stays; the name has to be typed, since nothing brings it back. */
export function EraseDialog({ opened, onClose, contact, onErased }: Shared & { contact: Contact; onErased: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const word = contact.phone ?? contact.name ?? contact.id;
  const erase = async () => {
    await eraseContact(contact.id);
    onErased();
    await queries.invalidateQueries({ queryKey: ['contacts', 'list'] });
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('contacts.erase.title')}
      confirm={t('contacts.erase.confirm')}
      danger
      run={erase}
      ready={typed.trim() === word}
    >
      <Text size="sm">{t('contacts.erase.text')}</Text>
      <TextInput
        label={t('contacts.erase.type', { word })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
    </ConfirmDialog>
  );
}

/** Writes down what somebody asked for off WhatsApp, or undoes it on somebody's responsibility. */
export function ConsentDialog({ opened, onClose, contact, kind }: Shared & { contact: Contact; kind: 'optOut' | 'optIn' }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = async () => {
    await (kind === 'optOut' ? optOut(contact.id, reason.trim()) : optIn(contact.id, reason.trim()));
    await queries.invalidateQueries({ queryKey: ['contacts'] });
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`contacts.consent.${kind}.title`)}
      confirm={t(`contacts.consent.${kind}.confirm`)}
      danger={kind === 'optIn'}
      run={decide}
      ready={kind === 'optOut' || reason.trim() !== ''}
    >
      <Text size="sm">{t(`contacts.consent.${kind}.text`)}</Text>
      <TextInput
        label={t('contacts.consent.reason')}
        placeholder={t(`contacts.consent.${kind}.reasonHint`)}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
