import { ActionIcon, Button, Group as Line, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Segment } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { readablePhone } from '../parts/phone-number.ts';
import { fieldsQuery, previewQuery, saveSegment, tagsQuery } from './contacts.queries.ts';
import { filterOf, groupOf, isGroup, needsValue, newGroup, newRow, OPERATORS, OWN_FIELDS } from './filter.ts';
import type { FieldKind, Filter, Group, Row } from './filter.ts';
import classes from './segments-page.module.css';

/** Conditions joined by and or or, with how many people they match as they are being built. */
export function SegmentBuilder({ segment, onDone }: { segment: Segment | null; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saved = segment?.filter as Filter | undefined;
  const [group, setGroup] = useState<Group | null>(() => (saved ? groupOf(saved) : newGroup()));
  const [name, setName] = useState(segment?.name ?? '');
  const kindOf = useKinds();
  const mayManage = useMay('segments.manage');
  const filter = group ? filterOf(group, kindOf) : (saved ?? { all: [] });
  const save = useMutation({
    mutationFn: () => saveSegment(segment?.id ?? null, { name: name.trim(), filter }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['segments'] });
    },
  });
  return (
    <Stack gap="lg">
      <TextInput
        w={420}
        maw="100%"
        label={t('contacts.segments.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        readOnly={!mayManage}
        data-autofocus
      />
      {group ? (
        <GroupEditor group={group} kindOf={kindOf} onChange={setGroup} />
      ) : (
        <p className={classes.quiet}>{t('contacts.segments.byProgram')}</p>
      )}
      <LivePreview filter={filter} />
      {save.error && <ErrorNote error={save.error} />}
      <Line gap="xs">
        <Button variant="default" onClick={onDone}>
          {t('parts.cancel')}
        </Button>
        {mayManage && (
          <Button disabled={name.trim() === ''} loading={save.isPending} onClick={() => save.mutate()}>
            {t('contacts.segments.save')}
          </Button>
        )}
      </Line>
    </Stack>
  );
}

function useKinds(): (field: string) => FieldKind {
  const { data } = useQuery(fieldsQuery);
  const types = new Map((data?.data ?? []).map(({ name, type }) => [`attributes.${name}`, type]));
  return (field) => OWN_FIELDS[field] ?? types.get(field) ?? 'text';
}

type Edit<Part> = { kindOf: (field: string) => FieldKind; onChange: (part: Part) => void };

function GroupEditor({ group, kindOf, onChange, onRemove }: { group: Group; onRemove?: () => void } & Edit<Group>) {
  const { t } = useTranslation();
  const { parts } = group;
  const put = (at: number, part: Row | Group) => onChange({ ...group, parts: parts.map((old, index) => (index === at ? part : old)) });
  const remove = (at: number) => onChange({ ...group, parts: parts.filter((_, index) => index !== at) });
  return (
    <div className={onRemove ? `${classes.group} ${classes.inner}` : classes.group}>
      <div className={classes.join}>
        <Select
          size="xs"
          w={110}
          aria-label={t('contacts.segments.join')}
          data={(['all', 'any'] as const).map((value) => ({ value, label: t(`contacts.segments.joins.${value}`) }))}
          allowDeselect={false}
          value={group.join}
          onChange={(join) => onChange({ ...group, join: join ?? 'all' })}
        />
        {t('contacts.segments.ofThese')}
        {onRemove && <RemoveButton label={t('contacts.segments.removeGroup')} onClick={onRemove} />}
      </div>
      {parts.map((part, at) =>
        isGroup(part) ? (
          <GroupEditor key={at} group={part} kindOf={kindOf} onChange={(next) => put(at, next)} onRemove={() => remove(at)} />
        ) : (
          <RowEditor key={at} row={part} kindOf={kindOf} onChange={(next) => put(at, next)} onRemove={() => remove(at)} />
        ),
      )}
      <Line gap="xs">
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange({ ...group, parts: [...parts, newRow()] })}
        >
          {t('contacts.segments.addCondition')}
        </Button>
        {!onRemove && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => onChange({ ...group, parts: [...parts, { ...newGroup(), join: 'any' }] })}
          >
            {t('contacts.segments.addGroup')}
          </Button>
        )}
      </Line>
    </div>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <Icon name="close" size={16} />
    </ActionIcon>
  );
}

function RowEditor({ row, kindOf, onChange, onRemove }: { row: Row; onRemove: () => void } & Edit<Row>) {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery);
  const operators = OPERATORS[kindOf(row.field)];
  const choices = [
    ...Object.keys(OWN_FIELDS).map((value) => ({ value, label: t(`contacts.segments.fields.${value}` as never) as string })),
    ...(fields.data?.data ?? []).map(({ name }) => ({ value: `attributes.${name}`, label: name })),
  ];
  const changeField = (field: string | null) => {
    const next = field ?? row.field;
    const [first = 'is'] = OPERATORS[kindOf(next)];
    onChange({ field: next, op: OPERATORS[kindOf(next)].includes(row.op) ? row.op : first, value: '' });
  };
  return (
    <div className={classes.row}>
      <div>
        <Select
          aria-label={t('contacts.segments.field')}
          data={choices}
          searchable
          allowDeselect={false}
          value={row.field}
          onChange={changeField}
        />
      </div>
      <div>
        <Select
          aria-label={t('contacts.segments.operator')}
          data={operators.map((value) => ({ value, label: t(`contacts.segments.operators.${value}` as never) as string }))}
          allowDeselect={false}
          value={row.op}
          onChange={(op) => onChange({ ...row, op: op ?? row.op })}
        />
      </div>
      <div>
        {needsValue(row.op) && kindOf(row.field) !== 'flag' && <ValueInput row={row} kind={kindOf(row.field)} onChange={onChange} />}
      </div>
      <RemoveButton label={t('contacts.segments.removeCondition')} onClick={onRemove} />
    </div>
  );
}

function ValueInput({ row, kind, onChange }: { row: Row; kind: FieldKind; onChange: (row: Row) => void }) {
  const { t } = useTranslation();
  const tags = useQuery({ ...tagsQuery, enabled: kind === 'tag' });
  const label = t('contacts.segments.value');
  const choices = {
    tag: tags.data?.data ?? [],
    consent: (['opted_out', 'opted_in', 'none'] as const).map((value) => ({ value, label: t(`contacts.consent.states.${value}`) })),
    boolean: [
      { value: 'true', label: t('contacts.segments.yes') },
      { value: 'false', label: t('contacts.segments.no') },
    ],
  };
  if (kind === 'tag' || kind === 'consent' || kind === 'boolean')
    return (
      <Select
        aria-label={label}
        placeholder={label}
        data={choices[kind]}
        searchable
        value={row.value || null}
        onChange={(value) => onChange({ ...row, value: value ?? '' })}
      />
    );
  const inDays = row.op === 'withinDays' || row.op === 'notWithinDays';
  const isDay = !inDays && (kind === 'time' || kind === 'date');
  return (
    <TextInput
      aria-label={inDays ? t('contacts.segments.days') : label}
      placeholder={inDays ? t('contacts.segments.days') : label}
      type={isDay ? 'date' : 'text'}
      inputMode={inDays || kind === 'number' ? 'numeric' : undefined}
      value={row.value}
      onChange={(event) => onChange({ ...row, value: event.currentTarget.value })}
    />
  );
}

function LivePreview({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(filter, 300);
  const { data, error, isFetching } = useQuery(previewQuery(settled));
  if (error) return <ErrorNote error={error} />;
  return (
    <section aria-live="polite" aria-busy={isFetching}>
      <span className={classes.count}>{data ? data.count.toLocaleString() : '…'}</span>{' '}
      {t('contacts.segments.match', { count: data?.count ?? 0 })}
      {data && data.data.length > 0 && (
        <ul className={classes.people}>
          {data.data.map(({ id, name, phone }) => (
            <li key={id}>
              {name ?? t('contacts.nameless')} <span className={classes.quiet}>{phone && readablePhone(phone)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
