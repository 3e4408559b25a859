import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { CopyButton } from './copy-button.tsx';
import classes from './error-note.module.css';
import { useErrorWords } from './error-words.ts';
import { Icon } from './icon.tsx';

type Props = { error: unknown; onRetry?: (() => void) | undefined; children?: ReactNode };

/** What went wrong in the server's own words, with the code and the request id that an operator can search for. */
export function ErrorNote({ error, onRetry, children }: Props) {
  const { t } = useTranslation();
  const words = useErrorWords(error);
  return (
    <div className={classes.note} role="alert">
      <Icon name="warning" size={18} className={classes.icon} />
      <div className={classes.body}>
        <p className={classes.words}>{words}</p>
        <ErrorReference error={error} />
        {children}
      </div>
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('parts.tryAgain')}
        </Button>
      )}
    </div>
  );
}

/** The code and the request id of an error, to copy for whoever keeps the server running. */
export function ErrorReference({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError)) return null;
  const reference = [error.code, error.requestId].filter(Boolean).join(' · ');
  return (
    <div className={classes.reference}>
      <div className={classes.referenceText}>
        <code>{error.code}</code>
        {error.requestId && (
          <span>
            {t('parts.request')} <code>{error.requestId}</code>
          </span>
        )}
      </div>
      <CopyButton text={reference} />
    </div>
  );
}
