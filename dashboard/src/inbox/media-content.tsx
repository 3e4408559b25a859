import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../api/client.ts';
import type { Message } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './media-content.module.css';

export const mediaTypes = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;
type MediaType = (typeof mediaTypes)[number];
type File = NonNullable<Message['image']>;
type Props = { kind: MediaType; file: File };

/** A file of a message: pictures and sound in place, others to be saved. */
export function MediaContent({ kind, file }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.media}>
      {file.mediaId ? (
        <Stored kind={kind} mediaId={file.mediaId} name={file.fileName ?? t(`inbox.kinds.${kind}`)} />
      ) : (
        <p className={classes.waiting}>{t(file.status === 'failed' ? 'inbox.content.fileFailed' : 'inbox.content.filePending')}</p>
      )}
      {file.caption && <p className={classes.caption}>{file.caption}</p>}
    </div>
  );
}

type StoredProps = { kind: MediaType; mediaId: string; name: string };

/** Fetched with the credential, which no address may carry. */
function Stored({ kind, mediaId, name }: StoredProps) {
  const { t } = useTranslation();
  const shown = kind !== 'document';
  const { data: url, refetch } = useQuery({
    queryKey: ['media-content', mediaId],
    queryFn: async () => URL.createObjectURL(await (await fetchContent(mediaId)).blob()),
    enabled: shown,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);
  if (!shown) {
    const save = async () => {
      const { data } = await refetch();
      if (data) Object.assign(document.createElement('a'), { href: data, download: name }).click();
    };
    return (
      <Button variant="default" size="xs" leftSection={<Icon name="copy" size={14} />} onClick={() => void save()}>
        {name}
      </Button>
    );
  }
  if (url === undefined) return <p className={classes.waiting}>{t('inbox.content.filePending')}</p>;
  // What people send one another comes without captions.
  if (kind === 'video')
    return (
      <video className={classes.picture} src={url} controls aria-label={name}>
        <track kind="captions" />
      </video>
    );
  if (kind === 'audio' || kind === 'voice')
    return (
      <audio src={url} controls aria-label={name}>
        <track kind="captions" />
      </audio>
    );
  return <img className={classes.picture} src={url} alt={name} />;
}

async function fetchContent(mediaId: string): Promise<Response> {
  const response = await session.send(new Request(new URL(`/v1/media/${mediaId}/content`, window.location.origin)));
  if (!response.ok) throw new Error(`The file answered ${response.status}`);
  return response;
}
