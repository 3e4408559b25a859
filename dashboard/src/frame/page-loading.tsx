import { Center, Loader } from '@mantine/core';
import { Loading } from '../parts/query-view.tsx';

/** Shown when a page takes longer than a blink. */
export function PageLoading() {
  return (
    <Loading>
      <Center p="xl">
        <Loader type="dots" color="gray" />
      </Center>
    </Loading>
  );
}
