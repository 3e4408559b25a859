import { Button, Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClientChoice } from '../access/assign-dialog.tsx';
import type { NewWebhook, WebhookWithSecret } from '../api/shapes.ts';
import { clientsQuery } from '../clients/clients.queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import { EventPicker } from './event-picker.tsx';
import { ShownSecret } from './shown-secret.tsx';
import { createWebhook } from './webhooks.queries.ts';

type Wish = {
  url: string;
  description: string;
  events: string[];
  someClients: boolean;
  clientIds: string[];
  retry: 'default' | 'standard';
  ordered: boolean;
};

/** Adds an endpoint and shows its secret once. */
export function CreateWebhookDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made ? t('webhooks.create.doneTitle') : t('webhooks.create.open')}
      wide
      keep={made !== null}
      onClosed={() => setMade(null)}
    >
      {made ? <ShownSecret secret={made.secret} onClose={onClose} /> : <CreateForm onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}

function CreateForm({ onMade, onClose }: { onMade: (webhook: WebhookWithSecret) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  const form = useForm<Wish>({
    initialValues: { url: '', description: '', events: ['message.*'], someClients: false, clientIds: [], retry: 'default', ordered: false },
  });
  const work = useFormWork(form, (wish) => createWebhook(bodyOf(wish), keyFor(wish)), {
    onDone: (webhook) => {
      onMade(webhook);
      return queries.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
  const { events, someClients, clientIds } = form.values;
  const nothingChosen = events.length === 0 || (someClients && clientIds.length === 0);
  return (
    <form onSubmit={work.submit}>
      <Stack gap="lg">
        <TextInput
          data-autofocus
          label={t('webhooks.create.url')}
          description={t('webhooks.create.urlHint')}
          placeholder="https://example.com/waxwing"
          required
          withAsterisk={false}
          {...form.getInputProps('url')}
        />
        <EventPicker value={events} onChange={(next) => form.setFieldValue('events', next)} />
        <WebhookClients form={form} />
        <NativeSelect
          label={t('webhooks.create.retry')}
          data={[
            { value: 'default', label: t('webhooks.retries.default') },
            { value: 'standard', label: t('webhooks.retries.standard') },
          ]}
          {...form.getInputProps('retry')}
        />
        <Checkbox
          label={t('webhooks.create.ordered')}
          description={t('webhooks.create.orderedHint')}
          {...form.getInputProps('ordered', { type: 'checkbox' })}
        />
        <TextInput label={t('webhooks.create.description')} maxLength={500} {...form.getInputProps('description')} />
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={work.pending} disabled={nothingChosen}>
            {t('webhooks.create.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function WebhookClients({ form }: { form: UseFormReturnType<Wish> }) {
  const { t } = useTranslation();
  const numbers = useQuery(clientsQuery).data?.data ?? [];
  if (numbers.length === 0) return null;
  return (
    <div>
      <Radio.Group
        label={t('webhooks.create.clients')}
        value={form.values.someClients ? 'some' : 'all'}
        onChange={(which) => form.setFieldValue('someClients', which === 'some')}
      >
        <Group mt={8}>
          <Radio value="all" label={t('webhooks.allClients')} />
          <Radio value="some" label={t('webhooks.create.someClients')} />
        </Group>
      </Radio.Group>
      {form.values.someClients && (
        <ClientChoice
          clients={numbers}
          value={form.values.clientIds}
          onChange={(clientIds) => form.setFieldValue('clientIds', clientIds)}
          label={t('webhooks.columns.clients')}
        />
      )}
    </div>
  );
}

function bodyOf({ url, description, events, someClients, clientIds, retry, ordered }: Wish): NewWebhook {
  const about = description.trim();
  return {
    url: url.trim(),
    events,
    retry: { policy: retry },
    ordered,
    description: about || null,
    clientIds: someClients ? clientIds : null,
  };
}
