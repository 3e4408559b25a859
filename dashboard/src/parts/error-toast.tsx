import { ErrorReference } from './error-note.tsx';
import { useErrorWords } from './error-words.ts';

/** An error in the corner of the page, for an action whose place has no room for it. */
export function ErrorToast({ error }: { error: unknown }) {
  return (
    <>
      {useErrorWords(error)}
      <ErrorReference error={error} />
    </>
  );
}
