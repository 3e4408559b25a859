import { Checkbox, Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './webhooks.module.css';
import { eventGroups, typesOf } from './event-types.ts';

type Props = { value: string[]; onChange: (events: string[]) => void };

/** Everything, or types to tick, a whole group at once. */
export function EventPicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  const everything = value.includes('*');
  return (
    <div>
      <Radio.Group
        label={t('webhooks.create.events')}
        value={everything ? 'all' : 'some'}
        onChange={(which) => onChange(which === 'all' ? ['*'] : ['message.*'])}
      >
        <Stack gap={10} mt={8}>
          <Radio value="some" label={t('webhooks.create.someEvents')} />
          <Radio value="all" label={t('webhooks.create.allEvents')} description={t('webhooks.create.allEventsHint')} />
        </Stack>
      </Radio.Group>
      {!everything && (
        <div className={classes.picker}>
          {eventGroups.map((group) => (
            <EventGroup key={group} group={group} value={value} onChange={onChange} />
          ))}
        </div>
      )}
    </div>
  );
}

function EventGroup({ group, value, onChange }: Props & { group: string }) {
  const whole = value.includes(`${group}.*`);
  const types = typesOf(group);
  const others = value.filter((each) => !each.startsWith(`${group}.`));
  const chosen = types.filter((type) => whole || value.includes(type));
  const choose = (next: string[]) => onChange([...others, ...(next.length === types.length ? [`${group}.*`] : next)]);
  return (
    <fieldset className={classes.group}>
      <legend>
        <Checkbox
          size="xs"
          label={`${group}.*`}
          checked={whole}
          indeterminate={!whole && chosen.length > 0}
          onChange={(event) => onChange([...others, ...(event.currentTarget.checked ? [`${group}.*`] : [])])}
        />
      </legend>
      {types.map((type) => (
        <Checkbox
          key={type}
          size="xs"
          label={type}
          checked={chosen.includes(type)}
          onChange={(event) => choose(event.currentTarget.checked ? [...chosen, type] : chosen.filter((each) => each !== type))}
        />
      ))}
    </fieldset>
  );
}
