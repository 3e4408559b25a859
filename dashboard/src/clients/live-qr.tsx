import { Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../api/server-clock.ts';
import type { QrCode } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { secondsLeft } from '../parts/time.ts';
import { useNow } from '../parts/use-now.ts';
import { qrQuery } from './clients.queries.ts';
import classes from './live-qr.module.css';

/** How long WhatsApp shows a code; a ring never starts fuller than this on a page opened late. */
const usualLifeSeconds = 20;

/** The code to scan inside a ring that runs down; the next code takes its place by itself. */
export function LiveQr({ clientId, name }: { clientId: string; name: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(qrQuery(clientId));
  const noLongerWaiting = query.data === null;
  useEffect(() => {
    if (noLongerWaiting) void queries.invalidateQueries({ queryKey: ['clients', clientId], exact: true });
  }, [noLongerWaiting, clientId, queries]);
  if (query.error && !query.data) {
    return (
      <div className={classes.failed}>
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  return query.data ? <Code code={query.data} name={name} /> : <QrFrame caption={t('clients.link.starting')} />;
}

function Code({ code, name }: { code: QrCode; name: string }) {
  const { t } = useTranslation();
  const { left, share } = useCountdown(code);
  return (
    <QrFrame
      share={share}
      caption={left > 0 ? t('clients.link.renews', { count: left }) : t('clients.link.renewing')}
      picture={
        <img
          key={code.qr}
          className={classes.code}
          data-old={left === 0 || undefined}
          src={code.image}
          alt={t('clients.link.qrAlt', { name })}
        />
      }
    />
  );
}

type FrameProps = { share?: number; caption: string; picture?: ReactNode };

/** The white tile of the code with its ring; without a picture it shows that one is on its way. */
export function QrFrame({ share = 0, caption, picture }: FrameProps) {
  return (
    <div className={classes.frame}>
      <div className={classes.tile}>
        <svg className={classes.ring} viewBox="0 0 300 300" aria-hidden="true" focusable="false">
          <path className={classes.track} d={ringPath} pathLength={1} />
          <path className={classes.left} d={ringPath} pathLength={1} style={{ strokeDashoffset: 1 - share }} />
        </svg>
        {picture ?? <Loader color="gray" />}
      </div>
      <p className={classes.caption}>{caption}</p>
    </div>
  );
}

/** A rounded square that begins at the middle of its top edge, so that the ring empties like a clock. */
const ringPath = 'M150 4H272A24 24 0 0 1 296 28V272A24 24 0 0 1 272 296H28A24 24 0 0 1 4 272V28A24 24 0 0 1 28 4Z';

function useCountdown({ qr, expiresAt }: QrCode): { left: number; share: number } {
  const now = serverNow(useNow(1_000));
  const left = secondsLeft(new Date(expiresAt), now);
  const [seen, setSeen] = useState({ qr, life: Math.max(left, usualLifeSeconds) });
  if (seen.qr !== qr) setSeen({ qr, life: Math.max(left, usualLifeSeconds) });
  return { left, share: Math.min(1, left / seen.life) };
}
