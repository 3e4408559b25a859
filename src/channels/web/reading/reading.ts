import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import type { ChannelContact, Chat, NumberCheck } from '../../contract.ts';
import { personId } from '../../channels.schema.ts';
import type { ChatId, PersonId, Phone } from '../../channels.schema.ts';
import type { HeardMessage } from '../../channel-events.ts';
import type { RawMessage } from '../hearing/content.ts';
import { personOfWid, widOf } from '../identities/wids.ts';
import { closeDownload, openDownload, readDownload } from '../page/download.ts';
import type { InPage } from '../page/in-page.ts';
import { checkNumber, readChats, readContacts, readHistory, readProfilePicture, setBlocked } from '../page/read.ts';
import type { WebSession } from '../session.ts';

const HISTORY_WITHIN_MS = 60_000;
const DOWNLOAD_WITHIN_MS = 120_000;
const PART_BYTES = 768 * 1_024;

/** What the page knows of chats, people and files. */
export function createReading(session: WebSession) {
  return {
    async history(chatId: ChatId, { since, limit }: { since: Date; limit: number }): Promise<HeardMessage[]> {
      const seconds = Math.floor(since.getTime() / 1_000);
      const raws = await session.page()(readHistory, [widOf(chatId), seconds, limit], { withinMs: HISTORY_WITHIN_MS });
      const messages: HeardMessage[] = [];
      for (const raw of raws) {
        const message = await session.ears.read(raw as RawMessage);
        if (message) messages.push(message);
      }
      return messages;
    },

    async chats(since = new Date(0)): Promise<Chat[]> {
      const chats: Chat[] = [];
      for (const { wid, name, unread, t } of await session.page()(readChats, [Math.floor(since.getTime() / 1_000)])) {
        const chatId = await session.ears.people().chat(wid);
        if (chatId !== null)
          chats.push({ chatId, unread, lastMessageAt: t === null ? null : new Date(t * 1_000), ...(name !== null && { name }) });
      }
      return chats;
    },

    /** A person stands in the page once for each identity. */
    async contacts(): Promise<ChannelContact[]> {
      const known = new Map<PersonId, ChannelContact>();
      for (const { wid, other, name, saved, business, blocked } of await session.page()(readContacts, [])) {
        const person = {
          ...(other !== null && personOfWid(other)),
          ...personOfWid(wid),
          ...(name !== null && { name: name.slice(0, 1_000) }),
        };
        const id = personId(person);
        if (id === null) continue;
        const twin = known.get(id);
        known.set(id, {
          person: { ...twin?.person, ...person, ...(twin?.saved && twin.person.name !== undefined && { name: twin.person.name }) },
          saved: saved || twin?.saved === true,
          business: business || twin?.business === true,
          blocked: blocked || twin?.blocked === true,
        });
      }
      return [...known.values()];
    },

    async checkNumbers(numbers: readonly Phone[]): Promise<NumberCheck[]> {
      const checks: NumberCheck[] = [];
      for (const number of numbers) {
        const { registered, lid } = await session.page()(checkNumber, [widOf(number)]);
        checks.push({ number, registered, ...(lid !== null && { lid }) });
      }
      return checks;
    },

    async profilePicture(id: ChatId): Promise<Readable | null> {
      const base64 = await session.page()(readProfilePicture, [widOf(id)]);
      return base64 === null ? null : Readable.from([Buffer.from(base64, 'base64')]);
    },

    setBlocked: (person: PersonId, blocked: boolean) => session.page()(setBlocked, [widOf(person), blocked], { changes: true }),

    async downloadMedia(mediaRef: string): Promise<Readable> {
      const inPage = session.page();
      const token = randomUUID();
      const size = await inPage(openDownload, [mediaRef, token], { withinMs: DOWNLOAD_WITHIN_MS });
      return Readable.from(parts(inPage, token, size));
    },
  };
}

/** The file waits in the page, so that only one part of it is in our memory. */
async function* parts(inPage: InPage, token: string, size: number): AsyncGenerator<Buffer> {
  try {
    for (let offset = 0; offset < size; offset += PART_BYTES) {
      yield Buffer.from(await inPage(readDownload, [token, offset, PART_BYTES]), 'base64');
    }
  } finally {
    await inPage(closeDownload, [token]).catch(() => undefined);
  }
}
