import { Button, Group, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { ContactDetail } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { TagList } from './contacts-page.tsx';
import classes from './contact-page.module.css';
import { changeContact, fieldsQuery, tagsQuery } from './contacts.queries.ts';

/** What is known of a person, to be read and to be changed. */
export function ContactFacts({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const [editing, edit] = useState(false);
  const mayWrite = useMay('contacts.write');
  return (
    <section aria-labelledby="contact-facts">
      <Group justify="space-between" mb={12}>
        <h2 id="contact-facts" className={classes.sectionTitle} style={{ margin: 0 }}>
          {t('contacts.facts.title')}
        </h2>
        {mayWrite && !editing && (
          <Button variant="subtle" color="gray" size="xs" onClick={() => edit(true)}>
            {t('contacts.facts.edit')}
          </Button>
        )}
      </Group>
      {editing ? <FactsForm contact={contact} onDone={() => edit(false)} /> : <Facts contact={contact} />}
    </section>
  );
}

function Facts({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const { language, country, timeZone, effectiveTimeZone, tags, lastInboundAt, lastOutboundAt } = contact;
  const attributes = Object.entries(contact.attributes);
  return (
    <dl className={classes.facts}>
      {contact.identities.map(({ kind, value }) => (
        <Fact key={kind + value} label={t(`contacts.identities.${kind}`)}>
          {kind === 'phone' ? readablePhone(value) : value}
        </Fact>
      ))}
      {contact.profileName && contact.profileName !== contact.name && (
        <Fact label={t('contacts.fields.profileName')}>{contact.profileName}</Fact>
      )}
      {tags.length > 0 && (
        <Fact label={t('contacts.fields.tags')}>
          <TagList tags={tags} />
        </Fact>
      )}
      {language && <Fact label={t('contacts.fields.language')}>{language}</Fact>}
      {country && <Fact label={t('contacts.fields.country')}>{country}</Fact>}
      <Fact label={t('contacts.fields.timeZone')}>{timeZone ?? t('contacts.facts.zoneOf', { zone: effectiveTimeZone })}</Fact>
      {attributes.map(([name, value]) => (
        <Fact key={name} label={name}>
          {String(value)}
        </Fact>
      ))}
      {lastInboundAt && (
        <Fact label={t('contacts.columns.lastInboundAt')}>
          <RelativeTime at={lastInboundAt} />
        </Fact>
      )}
      {lastOutboundAt && (
        <Fact label={t('contacts.columns.lastOutboundAt')}>
          <RelativeTime at={lastOutboundAt} />
        </Fact>
      )}
      <Fact label={t('contacts.columns.createdAt')}>
        <RelativeTime at={contact.createdAt} />
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function FactsForm({ contact, onDone }: { contact: ContactDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const tags = useQuery(tagsQuery);
  const fields = useQuery(fieldsQuery);
  const names = [...new Set([...(fields.data?.data ?? []).map(({ name }) => name), ...Object.keys(contact.attributes)])];
  const form = useForm({
    initialValues: {
      name: contact.name ?? '',
      phone: contact.phone ?? '',
      language: contact.language ?? '',
      country: contact.country ?? '',
      timeZone: contact.timeZone ?? '',
      tags: contact.tags,
      attributes: Object.fromEntries(names.map((name) => [name, String(contact.attributes[name] ?? '')])),
    },
  });
  const typeOf = new Map((fields.data?.data ?? []).map(({ name, type }) => [name, type]));
  const send = ({ attributes, tags, ...plain }: typeof form.values) => {
    const changed = Object.entries(plain).filter(([name, value]) => value !== (form.getInitialValues()[name as keyof typeof plain] ?? ''));
    const values = Object.entries(attributes).map(([name, value]) => [
      name,
      value.trim() === '' ? null : typed(value.trim(), typeOf.get(name)),
    ]);
    return changeContact(contact.id, {
      ...Object.fromEntries(changed.map(([name, value]) => [name, value.trim() === '' ? null : value.trim()])),
      tags,
      attributes: Object.fromEntries(values) as Record<string, string | number | boolean | null>,
    });
  };
  const work = useFormWork(form, send, {
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: ['contacts'] });
      onDone();
    },
  });
  return (
    <form onSubmit={work.submit}>
      <Stack gap="sm">
        {(['name', 'phone', 'language', 'country', 'timeZone'] as const).map((name) => (
          <TextInput key={name} label={t(`contacts.fields.${name}`)} {...form.getInputProps(name)} />
        ))}
        <TagsInput label={t('contacts.fields.tags')} data={tags.data?.data ?? []} {...form.getInputProps('tags')} />
        {names.map((name) => (
          <TextInput key={name} label={name} {...form.getInputProps(`attributes.${name}`)} />
        ))}
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={work.pending}>
            {t('parts.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function typed(value: string, type: string | undefined): string | number | boolean {
  if (type === 'number' && Number.isFinite(Number(value))) return Number(value);
  return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value;
}
