import { Button, FileInput, Group, Progress, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactImport, ImportPreview } from '../api/shapes.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { useAction } from '../parts/use-action.ts';
import { ContactsTabs } from './contacts-tabs.tsx';
import { download, importQuery, importsQuery, previewImport, startImport } from './contacts.queries.ts';
import classes from './import-page.module.css';

type Chosen = { file: File; preview: ImportPreview };

/** People from a file: choose it, say what its columns are, try it, import it. It goes on when the page is left. */
export function ImportPage() {
  const { t } = useTranslation();
  const [chosen, choose] = useState<Chosen | null>(null);
  const [importId, follow] = useState<string | null>(null);
  const again = () => {
    choose(null);
    follow(null);
  };
  return (
    <Page title={t('frame.places.contacts')}>
      <ContactsTabs tab="import" />
      <div className={classes.steps}>
        {importId !== null && chosen === null && <Following importId={importId} onAgain={again} />}
        {importId === null && chosen === null && <ChooseFile onChosen={choose} />}
        {chosen !== null && (
          <MapColumns
            chosen={chosen}
            onBack={again}
            onStarted={(id) => {
              choose(null);
              follow(id);
            }}
          />
        )}
      </div>
      {importId === null && chosen === null && <Earlier onOpen={follow} />}
    </Page>
  );
}

function ChooseFile({ onChosen }: { onChosen: (chosen: Chosen) => void }) {
  const { t } = useTranslation();
  const look = useMutation({ mutationFn: async (file: File) => onChosen({ file, preview: await previewImport(file) }) });
  return (
    <Stack>
      <p className={classes.quiet}>{t('contacts.import.lead')}</p>
      <FileInput
        label={t('contacts.import.file')}
        placeholder={t('contacts.import.choose')}
        accept=".csv,.tsv,.txt,text/csv"
        leftSection={<Icon name="plus" size={16} />}
        disabled={look.isPending}
        onChange={(file) => file && look.mutate(file)}
      />
      {look.error && <ErrorNote error={look.error} />}
    </Stack>
  );
}

const OWN = ['phone', 'name', 'tags', 'language', 'country', 'timeZone', 'consent', 'lid', 'username', 'businessScopedId'] as const;

function MapColumns({ chosen, onBack, onStarted }: { chosen: Chosen; onBack: () => void; onStarted: (importId: string) => void }) {
  const { t } = useTranslation();
  const { file, preview } = chosen;
  const [fields, setFields] = useState(() =>
    preview.columns.map((_, at) => Object.entries(preview.mapping).find(([, column]) => column === at)?.[0] ?? ''),
  );
  const [country, setCountry] = useState('');
  const [tried, setTried] = useState<string | null>(null);
  const mapping = Object.fromEntries(fields.flatMap((field, at) => (field === '' ? [] : [[field, at]])));
  const start = useMutation({
    mutationFn: (dryRun: boolean) => startImport({ file, mapping, dryRun, country: country.trim() }),
    onSuccess: ({ importId }, dryRun) => (dryRun ? setTried(importId) : onStarted(importId)),
  });
  const change = (at: number, field: string | null) => {
    setTried(null);
    setFields(fields.map((old, index) => (index === at ? (field ?? '') : old === field ? '' : old)));
  };
  const ready = fields.some((field) => ['phone', 'lid', 'username', 'businessScopedId'].includes(field));
  return (
    <Stack>
      <p className={classes.quiet}>
        {t('contacts.import.read', {
          name: file.name,
          encoding: preview.encoding,
          delimiter: t(`contacts.import.delimiters.${nameOf(preview.delimiter)}`),
        })}
      </p>
      <div className={classes.scroll}>
        <table className={classes.sample}>
          <thead>
            <tr>
              {preview.columns.map((column, at) => (
                <th key={at} scope="col">
                  {column}
                  <Select
                    mt={4}
                    size="xs"
                    aria-label={t('contacts.import.fieldOf', { column })}
                    placeholder={t('contacts.import.leaveOut')}
                    clearable
                    searchable
                    data={[
                      ...OWN.map((field) => ({ value: field as string, label: t(`contacts.fields.${field}`) })),
                      {
                        value: `attributes.${column.replace(/^attributes\./, '')}`,
                        label: t('contacts.import.attribute', { name: column.replace(/^attributes\./, '') }),
                      },
                    ]}
                    value={fields[at] || null}
                    onChange={(field) => change(at, field)}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.slice(0, 5).map((row, index) => (
              <tr key={index}>
                {preview.columns.map((_, at) => (
                  <td key={at}>{row[at]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TextInput
        w={420}
        maw="100%"
        label={t('contacts.import.country')}
        description={t('contacts.import.countryHint')}
        placeholder="DE"
        maxLength={2}
        value={country}
        onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())}
      />
      {!ready && <p className={classes.quiet}>{t('contacts.import.needsPhone')}</p>}
      {start.error && <ErrorNote error={start.error} />}
      {tried && <ImportProgress importId={tried} />}
      <Group gap="xs">
        <Button variant="default" onClick={onBack}>
          {t('contacts.import.back')}
        </Button>
        <Button variant="default" disabled={!ready} loading={start.isPending && start.variables} onClick={() => start.mutate(true)}>
          {t('contacts.import.try')}
        </Button>
        <Button disabled={!ready} loading={start.isPending && !start.variables} onClick={() => start.mutate(false)}>
          {t('contacts.import.start')}
        </Button>
      </Group>
    </Stack>
  );
}

function nameOf(delimiter: string): 'comma' | 'semicolon' | 'tab' | 'bar' {
  return delimiter === ';' ? 'semicolon' : delimiter === '\t' ? 'tab' : delimiter === '|' ? 'bar' : 'comma';
}

function Following({ importId, onAgain }: { importId: string; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <ImportProgress importId={importId} />
      <Group>
        <Button variant="default" onClick={onAgain}>
          {t('contacts.import.another')}
        </Button>
      </Group>
    </Stack>
  );
}

function ImportProgress({ importId }: { importId: string }) {
  const query = useQuery(importQuery(importId));
  return <QueryView query={query}>{(one) => <ImportState one={one} />}</QueryView>;
}

function ImportState({ one }: { one: ContactImport }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const take = useAction({ run: () => download(`/v1/contacts/imports/${one.id}/errors`, 'import-errors.csv') });
  const over = one.status === 'completed' || one.status === 'failed';
  useQuery({
    queryKey: ['imports', one.id, 'over', over],
    queryFn: () => queries.invalidateQueries({ queryKey: ['contacts'] }).then(() => over),
    enabled: over,
  });
  return (
    <section aria-live="polite">
      <ImportBadge one={one} />
      {one.dryRun && <p className={classes.quiet}>{t('contacts.import.nothingChanged')}</p>}
      {!over && <Progress mt="sm" value={one.progress * 100} animated aria-label={t('contacts.import.progress')} />}
      {one.error && <p>{one.error}</p>}
      <div className={classes.figures}>
        {(['rows', 'created', 'updated', 'failed'] as const).map((name) => (
          <span key={name} className={classes.figure}>
            <b>{one[name].toLocaleString()}</b>
            <span className={classes.quiet}>{t(`contacts.import.figures.${name}`)}</span>
          </span>
        ))}
      </div>
      {one.errorsUrl && over && (
        <Button variant="default" size="xs" loading={take.isPending} onClick={() => take.mutate()}>
          {t('contacts.import.errors')}
        </Button>
      )}
    </section>
  );
}

function ImportBadge({ one }: { one: ContactImport }) {
  const { t } = useTranslation();
  const looks = {
    queued: ['waiting', 'ring'],
    running: ['moving', 'ring'],
    completed: ['ready', 'check'],
    failed: ['failed', 'triangle'],
  } as const;
  const [tone, shape] = looks[one.status];
  return (
    <StateBadge tone={tone} shape={shape}>
      {t(one.dryRun && one.status === 'completed' ? 'contacts.import.states.tried' : `contacts.import.states.${one.status}`)}
    </StateBadge>
  );
}

function Earlier({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const query = useQuery(importsQuery);
  return (
    <section aria-labelledby="earlier-imports" style={{ marginTop: 40 }}>
      <h2 id="earlier-imports" style={{ fontSize: 15, fontWeight: 650 }}>
        {t('contacts.import.earlier')}
      </h2>
      <QueryView query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="user" title={t('contacts.import.none.title')}>
              {t('contacts.import.none.text')}
            </EmptyState>
          ) : (
            <DataTable
              caption={t('contacts.import.earlier')}
              rows={data}
              rowKey={({ id }) => id}
              columns={[
                {
                  key: 'file',
                  heading: true,
                  label: t('contacts.import.file'),
                  renderCell: ({ id, fileName }) => (
                    <Button variant="transparent" p={0} h="auto" onClick={() => onOpen(id)}>
                      {fileName}
                    </Button>
                  ),
                },
                { key: 'state', label: t('contacts.import.state'), renderCell: (one) => <ImportBadge one={one} /> },
                {
                  key: 'created',
                  align: 'end',
                  label: t('contacts.import.figures.created'),
                  renderCell: ({ created }) => created.toLocaleString(),
                },
                {
                  key: 'updated',
                  align: 'end',
                  label: t('contacts.import.figures.updated'),
                  renderCell: ({ updated }) => updated.toLocaleString(),
                },
                {
                  key: 'failed',
                  align: 'end',
                  label: t('contacts.import.figures.failed'),
                  renderCell: ({ failed }) => failed.toLocaleString(),
                },
                {
                  key: 'at',
                  align: 'end',
                  label: t('contacts.import.begun'),
                  renderCell: ({ createdAt }) => <RelativeTime at={createdAt} />,
                },
              ]}
            />
          )
        }
      </QueryView>
    </section>
  );
}
