import type { z } from 'zod';
import { mediaTypes } from '../channels/channels.ts';
import type { MediaType } from '../channels/channels.ts';
import type { Publish } from '../events/events.ts';
import { nameFetched } from '../media/media.ts';
import type { DownloadFailure, FetchFile, MediaRoom, MediaRow, StoredUpload } from '../media/media.ts';
import type { Tx } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import { AppError } from '../platform/http/errors.ts';
import type { StoredContent } from './content.ts';
import { lockMessage, updateContent } from './message-rows.sql.ts';
import { NewMessage } from './messages.schema.ts';
import type { File } from './messages.schema.ts';
import { publishMessage } from './publish-message.ts';

/** Files that messages name by an address, fetched before the transaction: by kind and address; what went wrong is told where it is used. */
export type Fetched = ReadonlyMap<string, StoredUpload | AppError>;

/** Where the files of outgoing messages come from. */
export type FileSource = Pick<MediaRoom, 'fetchFile' | 'fileForSending'>;

type FileMessage = Extract<NewMessage, { type: MediaType }>;
type FilePayload = z.output<typeof File>;

const FETCHED_AT_ONCE = 4;

/** Fetches what these messages name by an address, each address once. */
export async function fetchFiles(fetchFile: FetchFile, { organizationId, plan }: Caller, inputs: readonly unknown[]): Promise<Fetched> {
  const wanted = new Map(inputs.flatMap((input) => addressIn(input)));
  const fetched = new Map<string, StoredUpload | AppError>();
  const waiting = [...wanted];
  const fetchNext = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, { url, kind }] = next;
      fetched.set(name, await fetchFile({ organizationId, plan, url, kind }).catch(asProblem));
    }
  };
  await Promise.all(Array.from({ length: Math.min(FETCHED_AT_ONCE, waiting.length) }, fetchNext));
  return fetched;
}

function asProblem(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

function addressIn(input: unknown): [string, { url: string; kind: MediaType }][] {
  const read = NewMessage.safeParse(input);
  if (!read.success || !isFileMessage(read.data)) return [];
  const { type: kind } = read.data;
  const { url } = payloadOf(read.data);
  return url === undefined ? [] : [[nameOf(kind, url), { url, kind }]];
}

const nameOf = (kind: MediaType, url: string) => `${kind} ${url}`;
const payloadOf = (body: FileMessage): FilePayload => (body as unknown as Record<MediaType, FilePayload>)[body.type];

/** Whether a message carries a file. */
export function isFileMessage(body: NewMessage): body is FileMessage {
  return (mediaTypes as readonly string[]).includes(body.type);
}

/** The content of a message with a file: an uploaded one, or one that was fetched for it. */
export async function fileContent(files: FileSource, tx: Tx, body: FileMessage, fetched: Fetched): Promise<StoredContent> {
  const { mediaId = '', url, caption, fileName } = payloadOf(body);
  const id = url === undefined ? mediaId : await nameAddress(tx, fetched.get(nameOf(body.type, url)));
  const file = await files.fileForSending(tx, id, body.type);
  const payload = { ...file, mediaId: id, ...(fileName !== undefined && { fileName }), ...(caption !== undefined && { caption }) };
  return { type: body.type, [body.type]: payload } as unknown as StoredContent;
}

async function nameAddress(tx: Tx, stored: StoredUpload | AppError | undefined): Promise<string> {
  if (!stored) throw new Error('The file of an address was not fetched before the transaction');
  if (stored instanceof AppError) throw stored;
  return nameFetched(tx, stored);
}

/** The file of a message that came in is there. */
export async function fileReady(tx: Tx, publish: Publish, messageId: string, media: MediaRow): Promise<void> {
  const { id: mediaId, mimeType, sizeBytes, sha256 } = media;
  await changeFile(tx, publish, messageId, 'message.media_ready', { mediaId, mimeType, sizeBytes, sha256 });
}

/** The file of a message that came in will never be there. */
export async function fileFailed(tx: Tx, publish: Publish, messageId: string, failure: DownloadFailure): Promise<void> {
  await changeFile(tx, publish, messageId, 'message.media_failed', { failure });
}

async function changeFile(tx: Tx, publish: Publish, messageId: string, type: `message.${string}`, change: object): Promise<void> {
  const message = await lockMessage(tx, messageId);
  if (!message) return;
  const kind = message.content.type;
  const file = (message.content as unknown as Record<string, object>)[kind];
  const content = { ...message.content, [kind]: { ...file, ...change } };
  await publishMessage(tx, publish, type, await updateContent(tx, messageId, content));
}
