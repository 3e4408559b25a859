import type { z } from 'zod';
import { unprocessable } from './errors.ts';
import type { FieldError } from './errors.ts';

/** Checks input and says of every wrong field what is wrong with it. */
export function validated<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw unprocessable(fieldErrors(result.error));
}

/** One entry for each wrong field, in the words of its schema. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'There is no such field.' }));
    }
    return [{ path: issue.path.join('.'), message: issue.message }];
  });
}
