import type { UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { fieldMessages } from '../api/api-error.ts';

type Options<Data> = { onDone?: (data: Data) => void | Promise<void> };
type FormWork = { submit: (event?: FormEvent<HTMLFormElement>) => void; pending: boolean; error: Error | null };

/** Sends a form; what the server refuses is shown at the fields it names, anything else is left in `error` for the form to show. */
export function useFormWork<Values extends Record<string, unknown>, Data>(
  form: UseFormReturnType<Values>,
  run: (values: Values) => Promise<Data>,
  { onDone }: Options<Data> = {},
): FormWork {
  const work = useMutation({
    mutationFn: run,
    onSuccess: onDone,
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const atFields = Object.keys(fieldMessages(work.error));
  const allShown = atFields.length > 0 && atFields.every((name) => name in form.values);
  return { submit: form.onSubmit((values) => work.mutate(values)), pending: work.isPending, error: allShown ? null : work.error };
}
