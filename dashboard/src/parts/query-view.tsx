import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from './error-note.tsx';
import classes from './query-view.module.css';

type Props<Data> = {
  query: UseQueryResult<Data>;
  /** Stands in while the first answer is on its way. */
  loading?: ReactNode;
  children: (data: Data) => ReactNode;
};

/** What a question to the server looks like: on its way, refused, or answered; an old answer stays in sight when a renewal fails. */
export function QueryView<Data>({ query, loading, children }: Props<Data>) {
  if (query.isPending) return <Loading>{loading ?? <SkeletonRows />}</Loading>;
  const failure = query.error && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return failure;
  return (
    <>
      {failure}
      {children(query.data)}
    </>
  );
}

/** Says to screen readers that what stands here is only a placeholder. */
export function Loading({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <output className={classes.loading} aria-busy="true" aria-label={t('parts.loading')}>
      {children}
    </output>
  );
}

/** Grey rows where a list will be. */
export function SkeletonRows({ rows = 4, height = 56 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="xs">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}
