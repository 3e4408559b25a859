import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './api-error.ts';

/** Every answer the dashboard holds; refusals are shown at once, only passing failures are tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (failures, error) => failures < 2 && isPassing(error) },
    mutations: { retry: false },
  },
});
