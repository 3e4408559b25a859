import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueryKey, UseMutationResult } from '@tanstack/react-query';
import { createElement } from 'react';
import { ErrorToast } from './error-toast.tsx';

type Options<Data, Input> = {
  run: (input: Input) => Promise<Data>;
  /** The lists that the action makes untrue. */
  renew?: QueryKey[];
  /** What is said when it went well. */
  done?: (data: Data, input: Input) => string | undefined;
  onDone?: (data: Data, input: Input) => void;
};

/** One press of a button: runs it, renews what it changed, and says in a corner how it went. */
export function useAction<Data, Input = void>({
  run,
  renew = [],
  done,
  onDone,
}: Options<Data, Input>): UseMutationResult<Data, Error, Input> {
  const client = useQueryClient();
  return useMutation<Data, Error, Input>({
    mutationFn: run,
    onSuccess: async (data, input) => {
      const words = done?.(data, input);
      if (words) notifications.show({ message: words });
      onDone?.(data, input);
      await Promise.all(renew.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => notifications.show({ color: 'red', autoClose: 12_000, message: createElement(ErrorToast, { error }) }),
  });
}
