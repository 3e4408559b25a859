import type { Person, PersonFile, PersonPart } from '../contacts/contacts.ts';
import { eraseMedia, forgetDownloads } from '../media/media.ts';
import type { MediaRoom } from '../media/media.ts';
import type { Tx } from '../platform/db/db.ts';
import type { InOrganization } from '../platform/jobs/jobs.ts';
import { mediaIdOf } from './content.ts';
import { deleteConversations, listErased, listOfPerson, redactInGroups } from './erase.sql.ts';
import { showMessage } from './show.ts';

const BATCH = 500;

/** What this room does when a person is erased, or asks for what there is of them. */
export function messagesOfPerson(media: Pick<MediaRoom, 'openFile'>): PersonPart {
  return {
    name: 'messages',
    erase: eraseConversations,
    eraseTraces: (tx, { mentions }) => redactInGroups(tx, mentions),
    export: (inOrganization, person) => exportMessages(media, inOrganization, person),
  };
}

/** The conversations with a person and all in them, their files included. What they wrote in groups is made unreadable by the job after it. */
async function eraseConversations(tx: Tx, { contactId }: Person): Promise<number> {
  const messages = await listErased(tx, contactId);
  await forgetDownloads(
    tx,
    messages.map(({ id }) => id),
  );
  const count = await deleteConversations(tx, contactId);
  const files = messages.flatMap(({ id, content }) => {
    const mediaId = mediaIdOf(content);
    return mediaId === null ? [] : [{ mediaId, holderId: id }];
  });
  await eraseMedia(tx, files);
  return Math.max(count, messages.length);
}

async function* exportMessages(
  { openFile }: Pick<MediaRoom, 'openFile'>,
  inOrganization: InOrganization,
  { contactId }: Person,
): AsyncGenerator<PersonFile> {
  let after: string | null = null;
  for (let page = 1; ; page += 1) {
    const rows = await inOrganization((tx) => listOfPerson(tx, contactId, after, BATCH));
    if (rows.length === 0) return;
    yield { path: `messages/${String(page).padStart(5, '0')}.json`, body: JSON.stringify(rows.map(showMessage), null, 2) };
    for (const { content } of rows) {
      const mediaId = mediaIdOf(content);
      const file = mediaId === null ? null : await openFile(inOrganization, mediaId);
      if (file) yield { path: `files/${mediaId}`, body: file };
    }
    after = rows.at(-1)?.id ?? null;
  }
}
