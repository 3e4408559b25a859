import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Segment } from '../api/shapes.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { ContactsTabs } from './contacts-tabs.tsx';
import { deleteSegment, segmentCountQuery, segmentsQuery } from './contacts.queries.ts';
import { SegmentBuilder } from './segment-builder.tsx';

/** Saved filters, and the builder that makes them. */
export function SegmentsPage() {
  const { t } = useTranslation();
  const [building, build] = useState<Segment | 'new' | null>(null);
  const mayManage = useMay('segments.manage');
  const query = useQuery(segmentsQuery);
  return (
    <Page
      title={t('frame.places.contacts')}
      action={
        mayManage &&
        building === null && (
          <Button leftSection={<Icon name="plus" />} onClick={() => build('new')}>
            {t('contacts.segments.add')}
          </Button>
        )
      }
    >
      <ContactsTabs tab="segments" />
      {building !== null ? (
        <SegmentBuilder
          key={building === 'new' ? 'new' : building.id}
          segment={building === 'new' ? null : building}
          onDone={() => build(null)}
        />
      ) : (
        <QueryView query={query}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState
                icon="chart"
                title={t('contacts.segments.empty.title')}
                action={mayManage && <Button onClick={() => build('new')}>{t('contacts.segments.add')}</Button>}
              >
                {t('contacts.segments.empty.text')}
              </EmptyState>
            ) : (
              <SegmentList segments={data} onOpen={build} />
            )
          }
        </QueryView>
      )}
    </Page>
  );
}

function SegmentList({ segments, onOpen }: { segments: Segment[]; onOpen: (segment: Segment) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [deleting, askDelete] = useState<Segment | null>(null);
  const mayManage = useMay('segments.manage');
  const remove = async () => {
    await deleteSegment(deleting?.id ?? '');
    await queries.invalidateQueries({ queryKey: ['segments'] });
  };
  return (
    <Stack>
      <DataTable
        caption={t('contacts.tabs.segments')}
        rows={segments}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'name',
            heading: true,
            label: t('contacts.segments.name'),
            renderCell: (segment) => (
              <Button variant="transparent" p={0} h="auto" onClick={() => onOpen(segment)}>
                {segment.name}
              </Button>
            ),
          },
          { key: 'count', align: 'end', label: t('contacts.segments.people'), renderCell: ({ id }) => <SegmentCount id={id} /> },
          {
            key: 'at',
            align: 'end',
            label: t('contacts.segments.changed'),
            renderCell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
          },
          {
            key: 'delete',
            hideLabel: true,
            align: 'end',
            label: t('contacts.segments.delete.open'),
            renderCell: (segment) =>
              mayManage && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('contacts.segments.delete.label', { name: segment.name })}
                  onClick={() => askDelete(segment)}
                >
                  <Icon name="trash" size={16} />
                </ActionIcon>
              ),
          },
        ]}
      />
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => askDelete(null)}
        title={t('contacts.segments.delete.title', { name: deleting?.name ?? '' })}
        confirm={t('contacts.segments.delete.open')}
        danger
        run={remove}
      >
        <Text size="sm">{t('contacts.segments.delete.text')}</Text>
      </ConfirmDialog>
    </Stack>
  );
}

function SegmentCount({ id }: { id: string }) {
  const { data } = useQuery(segmentCountQuery(id));
  return <Group justify="flex-end">{data ? data.count.toLocaleString() : '…'}</Group>;
}
