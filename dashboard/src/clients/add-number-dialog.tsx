import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { useFirstFocus } from '../parts/use-first-focus.ts';
import { useFormWork } from '../parts/use-form-work.ts';
import { useIdempotencyKey } from '../parts/use-idempotency-key.ts';
import classes from './add-number-dialog.module.css';
import { addClient, channelsQuery } from './clients.queries.ts';
import { freeName } from './free-name.ts';
import { channelIcons } from './number-row.tsx';

type Props = { opened: boolean; onClose: () => void; taken: string[] };

/** Asks how the number is linked and what it is called; then its page opens with the code to scan. */
export function AddNumberDialog({ opened, onClose, taken }: Props) {
  const { t } = useTranslation();
  const channels = useQuery(channelsQuery);
  return (
    <Dialog opened={opened} onClose={onClose} title={t('clients.add.title')}>
      <QueryView query={channels}>{(offered) => <AddNumberForm offered={offered} taken={taken} onClose={onClose} />}</QueryView>
    </Dialog>
  );
}

function AddNumberForm({ offered, taken, onClose }: { offered: Channel[]; taken: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  const suggest = (channel: Channel) => freeName(t(`clients.channels.${channel}.suggestedName`), taken);
  const first = firstChoice(offered, taken.length > 0);
  const form = useForm({ initialValues: { channel: first, name: suggest(first) } });
  const work = useFormWork(form, (body) => addClient({ ...body, name: body.name.trim() }, keyFor(body)), {
    onDone: async (client) => {
      queries.setQueryData(['clients', client.id], client);
      await navigate({ to: '/numbers/$clientId', params: { clientId: client.id } });
      await queries.invalidateQueries({ queryKey: ['clients'] });
    },
  });
  const choose = (channel: string) => {
    const untouched = form.values.name === suggest(form.values.channel);
    form.setFieldValue('channel', channel as Channel);
    if (untouched) form.setFieldValue('name', suggest(channel as Channel));
  };
  const place = useFirstFocus<HTMLFormElement>();
  return (
    <form ref={place} onSubmit={work.submit}>
      <Stack gap="md">
        <Radio.Group label={t('clients.add.channel')} value={form.values.channel} onChange={choose}>
          <Stack gap="xs" mt={6}>
            {offered.map((channel) => (
              <ChannelChoice key={channel} channel={channel} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t('clients.add.name')}
          description={t('clients.add.nameHint')}
          maxLength={100}
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        {work.error && <ErrorNote error={work.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={work.pending} data-autofocus>
            {t('clients.add.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A newcomer tries the sandbox first; whoever has a number already wants the real thing. */
function firstChoice(offered: Channel[], experienced: boolean): Channel {
  return (experienced && offered.find((channel) => channel !== 'sandbox')) || (offered[0] ?? 'sandbox');
}

function ChannelChoice({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  return (
    <Radio.Card value={channel} className={classes.choice} aria-label={t(`clients.channels.${channel}.name`)}>
      <Radio.Indicator />
      <span className={classes.text}>
        <span className={classes.name}>{t(`clients.channels.${channel}.name`)}</span>
        <span className={classes.about}>{t(`clients.channels.${channel}.about`)}</span>
      </span>
      <Icon name={channelIcons[channel]} />
    </Radio.Card>
  );
}
