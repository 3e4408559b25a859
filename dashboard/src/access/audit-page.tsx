import { Button, Select, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../api/shapes.ts';
import { clientsQuery } from '../clients/clients.queries.ts';
import { useWordsAt } from '../i18n/use-words-at.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useAction } from '../parts/use-action.ts';
import { auditQuery, exportAudit, noFilter, periods } from './audit.queries.ts';
import type { AuditFilter } from './audit.queries.ts';
import { AuditChanges } from './audit-changes.tsx';
import classes from './audit-page.module.css';
import { useMay, useMe } from './me.ts';
import { usersQuery } from './team.queries.ts';

/** Who did what, when and from where. */
export function AuditPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<AuditFilter>(noFilter);
  const [settled] = useDebouncedValue(filter, 300);
  const query = useInfiniteQuery(auditQuery(settled));
  const columns = useColumns();
  const mayExport = useMay('audit.export');
  const filtered = JSON.stringify(filter) !== JSON.stringify(noFilter);
  return (
    <Page title={t('frame.places.auditLog')} lead={t('audit.lead')} action={mayExport && <ExportButton filter={filter} />}>
      <Filters filter={filter} onChange={setFilter} />
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) {
            return (
              <EmptyState
                icon="audit"
                title={t(filtered ? 'audit.nothing.title' : 'audit.empty.title')}
                action={filtered && <Button onClick={() => setFilter(noFilter)}>{t('audit.nothing.clear')}</Button>}
              >
                {t(filtered ? 'audit.nothing.text' : 'audit.empty.text')}
              </EmptyState>
            );
          }
          return <DataTable caption={t('frame.places.auditLog')} columns={columns} rows={rows} rowKey={({ id }) => id} />;
        }}
      </QueryView>
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('parts.showMore')}
          </Button>
        </div>
      )}
    </Page>
  );
}

function ExportButton({ filter }: { filter: AuditFilter }) {
  const { t } = useTranslation();
  const work = useAction({ run: () => exportAudit(filter), onDone: (file) => saveFile(file, 'audit-logs.csv'), renew: [['audit-logs']] });
  return (
    <Button variant="default" loading={work.isPending} onClick={() => work.mutate()}>
      {t('audit.export')}
    </Button>
  );
}

function Filters({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const { t } = useTranslation();
  const mayReadUsers = useMay('users.read');
  const users = useQuery({ ...usersQuery(false), enabled: mayReadUsers });
  const people = (users.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <search className={classes.filters}>
      <Select
        label={t('audit.filters.actor')}
        placeholder={t('audit.filters.everybody')}
        data={people}
        searchable
        clearable
        value={filter.actor ?? null}
        onChange={(actor) => onChange({ ...filter, actor: actor ?? undefined })}
      />
      <TextInput
        label={t('audit.filters.action')}
        placeholder="users.delete"
        value={filter.action ?? ''}
        onChange={(event) => onChange({ ...filter, action: event.currentTarget.value.trim() || undefined })}
      />
      <TextInput
        label={t('audit.filters.target')}
        placeholder={t('audit.filters.targetHint')}
        value={filter.target ?? ''}
        onChange={(event) => onChange({ ...filter, target: event.currentTarget.value.trim() || undefined })}
      />
      <Select
        label={t('audit.filters.period')}
        data={periods.map((period) => ({ value: period, label: t(`audit.periods.${period}`) }))}
        allowDeselect={false}
        value={filter.period}
        onChange={(period) => onChange({ ...filter, period: period ?? 'all' })}
      />
    </search>
  );
}

function useColumns(): Column<AuditRow>[] {
  const { t } = useTranslation();
  return [
    { key: 'actor', label: t('audit.columns.actor'), heading: true, renderCell: ({ actor }) => <Actor actor={actor} /> },
    { key: 'action', label: t('audit.columns.action'), renderCell: ({ action }) => <Action action={action} /> },
    {
      key: 'target',
      label: t('audit.columns.target'),
      renderCell: ({ target }) => <Target target={target} />,
    },
    {
      key: 'changes',
      label: t('audit.columns.changes'),
      renderCell: ({ changes }) => (Object.keys(changes).length === 0 ? null : <AuditChanges changes={changes} />),
    },
    { key: 'address', minor: true, label: t('audit.columns.address'), renderCell: ({ address }) => address },
    {
      key: 'at',
      label: t('audit.columns.at'),
      align: 'end',
      renderCell: ({ at }) => (
        <span className={classes.at}>
          <RelativeTime at={at} />
        </span>
      ),
    },
  ];
}

function Actor({ actor }: { actor: AuditRow['actor'] }) {
  const { t } = useTranslation();
  return (
    <span className={classes.actor}>
      <span>{actor.type === 'system' ? t('audit.actors.system') : actor.name}</span>
      {actor.type === 'api_key' && <span className={classes.kind}>{t('audit.actors.api_key')}</span>}
    </span>
  );
}

function Action({ action }: { action: string }) {
  const wordsAt = useWordsAt();
  return (
    <span className={classes.action}>
      {wordsAt(`audit.actions.${action}`, '')}
      <code>{action}</code>
    </span>
  );
}

function Target({ target: { type, id } }: { target: AuditRow['target'] }) {
  const { t } = useTranslation();
  const wordsAt = useWordsAt();
  const name = useNames().get(id ?? '');
  return (
    <span className={classes.target}>
      <span>{name ?? wordsAt(`audit.targets.${type}`, type)}</span>
      {id && !name && (
        <Tooltip label={t('audit.idOf', { id })}>
          <code className={classes.id}>{id}</code>
        </Tooltip>
      )}
    </span>
  );
}

/** The names behind the ids that the log keeps, as far as this person may see them. */
function useNames(): Map<string, string> {
  const { permissions } = useMe();
  const [users, clients] = [permissions.includes('users.read'), permissions.includes('clients.read')];
  const people = useQuery({ ...usersQuery(false), enabled: users });
  const removed = useQuery({ ...usersQuery(true), enabled: users });
  const numbers = useQuery({ ...clientsQuery, enabled: clients });
  const named = [...(people.data?.data ?? []), ...(removed.data?.data ?? []), ...(numbers.data?.data ?? [])];
  return new Map(named.map(({ id, name }) => [id, name]));
}
