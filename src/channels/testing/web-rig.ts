import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom, systemClock } from '../../platform/clock.ts';
import { createLog } from '../../platform/log.ts';
import { BROWSER_ARGS, startStandin } from '../../../tests/standin/standin.ts';
import type { Standin, StandinOptions } from '../../../tests/standin/standin.ts';
import { createAlarmClock } from '../alarm-clock.ts';
import type { ChatId } from '../channels.schema.ts';
import type { StartOptions } from '../contract.ts';
import { ownTree } from '../web/browser/browser.ts';
import { widOf } from '../web/identities/wids.ts';
import type { WebSettings } from '../web/starting/settings.ts';
import { WebChannel } from '../web/web.ts';
import { memoryStore } from './memory-store.ts';
import { testFile } from './rig.ts';
import type { Copy, Rig } from './rig.ts';

const STEP_MS = 20;
const PATIENCE_MS = 40_000;
const OWN = '+15550001000';

/** A web client on the stand-in, with the stand-in and its folder within reach. */
export type WebRig = Rig & {
  standin: Standin;
  folder: string;
  settings: WebSettings;
  own: string;
  /** The code that is shown now. */
  qr: () => string;
  /** How many processes of its browser there are. */
  processes: () => Promise<number>;
};

export async function webRig(options: StandinOptions & { start?: Partial<StartOptions> } = {}): Promise<WebRig> {
  const standin = await startStandin({ lastAck: 2, ...options });
  const folder = await mkdtemp(join(tmpdir(), 'waxwing-web-'));
  const log = createLog({ level: process.env['LOG_LEVEL'] ?? 'silent' });
  const clock = createAlarmClock(systemClock, log);
  const store = memoryStore();
  const settings: WebSettings = {
    chromiumPath: null,
    chromiumArgs: BROWSER_ARGS,
    webVersion: standin.version,
    webVersionDir: standin.versionDir,
  };
  const people = { friend: '+15551230001', stranger: '+15551230002', nobody: '+15559993001' };
  standin.unregister(people.nobody);
  let qr = '';

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (performance.now() > giveUpAt) throw new Error(`it did not become so; the page: ${standin.pageErrors().join(', ')}`);
      await pause(STEP_MS);
    }
  }

  return {
    standin,
    folder,
    settings,
    own: OWN,
    qr: () => qr,
    processes: async () => ((await ownTree(folder).pssBytes()) > 0 ? 1 : 0),
    people,
    now: () => clock.now(),
    session({ emit, openMedia }) {
      const channel = new WebChannel(settings);
      const hearing: typeof emit = async (events) => {
        await emit(events);
        for (const event of events) if (event.type === 'qr') ({ qr } = event);
      };
      const start: StartOptions = {
        clientId: 'client-1',
        clock,
        random: seededRandom(1),
        log,
        store,
        emit: hearing,
        openMedia,
        sessionFolder: folder,
        ...options.start,
      };
      return { channel, start: () => channel.start(start) };
    },
    until,
    pass: (ms) => pause(ms),
    scan: async () => void standin.scan(qr, { phone: OWN, name: 'Shop' }),
    write: async (from, body, groupId) => void standin.receive(OWN, { from, body, ...(groupId !== undefined && { group: groupId }) }),
    writeFile: async (from) => void standin.receive(OWN, { from, type: 'image', file: { bytes: testFile.bytes, mimetype: 'image/jpeg' } }),
    react: async (from, to, emoji) => standin.react(OWN, { from, to, emoji }),
    edit: async (_from, message, body) => standin.edit(OWN, message, body),
    revoke: async (_from, message) => standin.revoke(OWN, message),
    copies: async (chatId) => copiesIn(standin, chatId),
    async loseAnswers(loseAnswers) {
      standin.faults({ loseAnswers });
      // Whoever gets the message says so, whatever became of the server's answer.
      if (!loseAnswers) for (const { id } of standin.sent(OWN)) standin.ack(OWN, String(id), 2);
    },
    restrictCold: async (restrictCold) => void standin.faults({ restrictCold }),
    breakConnection: async () => standin.crashPage(OWN),
    unlinkOnPhone: async () => standin.logOut(OWN),
    async close() {
      await ownTree(folder).end();
      await standin.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the account's own phone shows of what it sent to a chat. */
function copiesIn(standin: Standin, chatId: ChatId): Copy[] {
  const person = chatId.endsWith('@g.us') ? null : standin.person(widOf(chatId));
  const chats = person ? [person.phone, person.lid] : [chatId];
  const all = standin.accounts().includes('15550001000@c.us') ? standin.messages(OWN) : [];
  const isCopy = ({ id, type, ack }: (typeof all)[number]) =>
    id.startsWith('true_') && type !== 'gp2' && ack >= 1 && chats.includes(id.split('_')[1] ?? '');
  return all.filter(isCopy).map((message) => copyOf(standin, message));
}

const KINDS: Record<string, string> = { chat: 'text', ptt: 'voice', vcard: 'contacts', multi_vcard: 'contacts', poll_creation: 'poll' };

function copyOf(standin: Standin, message: ReturnType<Standin['messages']>[number]): Copy {
  const deed = standin.sent(OWN).find(({ id }) => id === message.id);
  const file = deed?.['file'];
  const reactions = (message['reactions'] ?? []) as { sender: string; emoji: string }[];
  const mine = new Set(Object.values(standin.person(OWN)));
  return {
    providerId: message.id,
    type: KINDS[message.type] ?? message.type,
    text: message.body,
    sha256: Buffer.isBuffer(file) ? createHash('sha256').update(file).digest('hex') : undefined,
    revoked: message.type === 'revoked',
    reaction: reactions.find(({ sender }) => mine.has(sender))?.emoji,
  };
}
