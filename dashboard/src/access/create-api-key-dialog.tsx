import { Button, Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKeyWithSecret } from '../api/shapes.ts';
import { clientsQuery } from '../clients/clients.queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { useFormWork } from '../parts/use-form-work.ts';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import { createApiKey } from './api-keys.queries.ts';
import { ClientChoice } from './assign-dialog.tsx';
import classes from './create-api-key-dialog.module.css';
import { lifetimes, newApiKey, scopePresets } from './new-api-key.ts';
import type { ApiKeyWish, Lifetime } from './new-api-key.ts';
import { useMe } from './me.ts';
import { permissionGroups } from './permission-groups.ts';
import { ShownOnce } from './shown-once.tsx';
import { usePermissionWords } from './use-permission-words.ts';

/** Makes a key for a program and shows it once. */
export function CreateApiKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made ? t('apiKeys.create.doneTitle') : t('apiKeys.create.open')}
      wide
      // A key that can be seen only once must not vanish with a stray click.
      keep={made !== null}
      onClosed={() => setMade(null)}
    >
      {made ? <ShownOnce apiKey={made} onClose={onClose} /> : <CreateForm onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}

type WishForm = UseFormReturnType<ApiKeyWish>;

function CreateForm({ onMade, onClose }: { onMade: (key: ApiKeyWithSecret) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  const form: WishForm = useForm<ApiKeyWish>({
    initialValues: { name: '', preset: 'everything', scopes: [], someClients: false, clientIds: [], lifetime: 'never', addresses: '' },
  });
  const send = (wish: ApiKeyWish) => createApiKey(newApiKey(wish, permissions, new Date()), keyFor(wish));
  const work = useFormWork(form, send, {
    onDone: (key) => {
      onMade(key);
      return queries.invalidateQueries({ queryKey: ['api-keys'] });
    },
  });
  const nothingChosen = form.values.preset === 'chosen' && form.values.scopes.length === 0;
  return (
    <form onSubmit={work.submit}>
      <Stack gap="lg">
        <TextInput
          data-autofocus
          label={t('apiKeys.create.name')}
          description={t('apiKeys.create.nameHint')}
          maxLength={100}
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        <ScopeChoice form={form} permissions={permissions} />
        <KeyClients form={form} />
        <NativeSelect
          label={t('apiKeys.create.expires')}
          data={lifetimes.map((value) => ({ value, label: t(`apiKeys.lifetimes.${value}`) }))}
          value={form.values.lifetime}
          onChange={(event) => form.setFieldValue('lifetime', event.currentTarget.value as Lifetime)}
        />
        <TextInput
          label={t('apiKeys.create.addresses')}
          description={t('apiKeys.create.addressesHint')}
          placeholder={t('apiKeys.create.addressesAny')}
          {...form.getInputProps('addresses')}
        />
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={work.pending} disabled={nothingChosen}>
            {t('apiKeys.create.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ScopeChoice({ form, permissions }: { form: WishForm; permissions: string[] }) {
  const { t } = useTranslation();
  const words = usePermissionWords();
  return (
    <div>
      <Radio.Group
        label={t('apiKeys.create.scopes')}
        value={form.values.preset}
        onChange={(preset) => form.setFieldValue('preset', preset)}
      >
        <Stack gap={10} mt={8}>
          {scopePresets.map((preset) => (
            <Radio key={preset} value={preset} label={t(`apiKeys.presets.${preset}`)} description={t(`apiKeys.presetsAbout.${preset}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.preset === 'chosen' && (
        <Checkbox.Group {...form.getInputProps('scopes')} aria-label={t('apiKeys.create.scopes')}>
          <div className={classes.scopes}>
            {permissionGroups(permissions).map(({ room, permissions: inRoom }) => (
              <fieldset key={room} className={classes.room}>
                <legend>{words.room(room)}</legend>
                {inRoom.map((permission) => (
                  <Checkbox key={permission} size="xs" value={permission} label={words.permission(permission)} />
                ))}
              </fieldset>
            ))}
          </div>
        </Checkbox.Group>
      )}
    </div>
  );
}

function KeyClients({ form }: { form: WishForm }) {
  const { t } = useTranslation();
  const clients = useQuery(clientsQuery);
  const numbers = clients.data?.data ?? [];
  if (numbers.length === 0) return null;
  return (
    <div>
      <Radio.Group
        label={t('apiKeys.create.clients')}
        value={form.values.someClients ? 'some' : 'all'}
        onChange={(which) => form.setFieldValue('someClients', which === 'some')}
      >
        <Group mt={8}>
          <Radio value="all" label={t('apiKeys.create.allClients')} />
          <Radio value="some" label={t('apiKeys.create.someClients')} />
        </Group>
      </Radio.Group>
      {form.values.someClients && (
        <div className={classes.numbers}>
          <ClientChoice
            clients={numbers}
            value={form.values.clientIds}
            onChange={(clientIds) => form.setFieldValue('clientIds', clientIds)}
            label={t('apiKeys.create.chooseClients')}
          />
        </div>
      )}
    </div>
  );
}
