import { listOf, listQuery } from '../platform/http/lists.ts';
import { del, get, idParams, post, put } from '../platform/http/route.ts';
import type { Call, Route } from '../platform/http/route.ts';
import { serveContent, serveThumbnail } from './content.ts';
import { changeRetention, getMedia, knownMedia, removeMedia, showLibrary, showRetention, showUsage } from './library.ts';
import type { Links } from './links.ts';
import { Link, LinkQuery, Media, MediaFilter, Retention, UploadBody, Uploaded, UploadOptions, Usage } from './media.schema.ts';
import { nameUploads, takeFiles } from './upload.ts';
import type { UploadDeps } from './upload.ts';

const MAX_FILES = 20;

const uploadSpec = (maxFileBytes: number) =>
  ({
    allow: 'media.write',
    summary: 'Upload one or many files, as multipart or as the bare body',
    multipart: { maxFileBytes, maxFiles: MAX_FILES, raw: true },
    query: UploadOptions,
    body: UploadBody,
    answer: Uploaded,
    status: 201,
  }) as const;

/** Files: in, out, and how much of them there is. */
export function mediaRoutes({ links, ...deps }: UploadDeps & { links: Links }): Route[] {
  const { blobs, db } = deps.storage;
  const spec = uploadSpec(Math.max(...Object.values(deps.checks.limits)));
  const one = { params: idParams, allow: 'media.read' } as const;
  const bytes = { ...one, answer: null, status: 200, otherAnswers: ['application/octet-stream'] } as const;
  return [
    post('/v1/media', { ...spec, prepare: (call: Call<typeof spec>) => takeFiles(deps, call) }, nameUploads),
    get(
      '/v1/media',
      { allow: 'media.read', summary: 'Your files', query: listQuery.extend(MediaFilter.shape), answer: listOf(Media) },
      showLibrary,
    ),
    get('/v1/media/usage', { allow: 'media.read', summary: 'How much room the files take', answer: Usage }, ({ tx, caller }) =>
      showUsage(tx, deps.quotaOf(caller.plan)),
    ),
    get('/v1/media/retention', { allow: 'media.read', summary: 'After how many days files go', answer: Retention }, showRetention),
    put(
      '/v1/media/retention',
      { allow: 'organization.manage', summary: 'Say after how many days files go', body: Retention, answer: Retention },
      changeRetention,
    ),
    get('/v1/media/:id', { ...one, summary: 'One file', answer: Media }, getMedia),
    del('/v1/media/:id', { params: idParams, allow: 'media.delete', summary: 'Delete a file', answer: null }, removeMedia),
    get('/v1/media/:id/content', { ...bytes, summary: 'The bytes, or a range of them' }, async ({ tx, params, request }) =>
      serveContent(blobs, request, await knownMedia(tx, params.id)),
    ),
    get('/v1/media/:id/thumbnail', { ...bytes, summary: 'A small picture of it' }, async ({ tx, params, request }) =>
      serveThumbnail(blobs, request, await knownMedia(tx, params.id)),
    ),
    get(
      '/v1/media/:id/link',
      { ...one, summary: 'A link that shows the file without a credential, for an hour', answer: Link },
      async ({ tx, params, caller }) => {
        const { id } = await knownMedia(tx, params.id);
        return links.make(caller.organizationId, id);
      },
    ),
    get(
      '/v1/media/:id/shared',
      { ...bytes, allow: 'public', query: LinkQuery, summary: 'The bytes behind such a link' },
      async ({ params, query, request }) => {
        links.check(params.id, query);
        const media = await db.inOrganization(query.organization, (tx) => knownMedia(tx, params.id));
        return serveContent(blobs, request, media);
      },
    ),
  ];
}
