import { seededRandom } from '../../platform/clock.ts';
import { createLog } from '../../platform/log.ts';
import type { ChannelStore, StartOptions } from '../contract.ts';
import { openSandbox, SandboxChannel } from '../sandbox/sandbox.ts';
import { SandboxMessage } from '../sandbox/sandbox.schema.ts';
import type { SandboxControls } from '../sandbox/sandbox.schema.ts';
import { fakeAlarmClock } from './fake-alarm-clock.ts';
import type { FakeAlarmClock } from './fake-alarm-clock.ts';
import { memoryStore } from './memory-store.ts';
import { testFile } from './rig.ts';
import type { Copy, Rig } from './rig.ts';

const STEP_MS = 20;
const PATIENCE_MS = 120_000;

/** The sandbox as a rig, with its clock, its store and the hands over its world within reach. */
export type SandboxRig = Rig & { clock: FakeAlarmClock; store: ChannelStore; sandbox: () => Promise<SandboxControls> };

export function sandboxRig({ clientId = 'client-1', seed = 1 } = {}): SandboxRig {
  const clock = fakeAlarmClock();
  const store = memoryStore();
  const random = seededRandom(seed);
  const log = createLog({ level: 'silent' });
  let running: SandboxChannel | null = null;

  class WatchedChannel extends SandboxChannel {
    override stop(): Promise<void> {
      running = null;
      return super.stop();
    }
  }
  /** The running session's own hands; those over a resting world when none runs. */
  async function sandbox(): Promise<SandboxControls> {
    return running?.sandbox ?? openSandbox({ store, clock, random, log });
  }
  const receive = async (message: unknown) => {
    await (await sandbox()).receive(SandboxMessage.parse(message));
  };

  return {
    people: { friend: '+15551230001', stranger: '+15551230002', nobody: '+15559993001' },
    clock,
    store,
    sandbox,
    now: () => clock.now(),
    session({ emit, openMedia }) {
      const channel = new WatchedChannel();
      running = channel;
      const options: StartOptions = { clientId, clock, random, log, store, emit, openMedia, sessionFolder: '/nowhere' };
      return { channel, start: () => channel.start(options) };
    },
    async until(condition) {
      for (let passed = 0; !(await condition()); passed += STEP_MS) {
        if (passed > PATIENCE_MS) throw new Error('it did not become so');
        await clock.advance(STEP_MS);
      }
    },
    pass: (ms) => clock.advance(ms),
    scan: async () => (await sandbox()).scan(),
    write: (from, body, groupId) => receive({ from, type: 'text', text: { body }, groupId }),
    writeFile: (from) => receive({ from, type: 'image', image: { mediaId: testFile.mediaRef } }),
    react: (from, messageId, emoji) => receive({ from, type: 'reaction', reaction: { messageId, emoji } }),
    edit: (from, messageId, body) => receive({ from, type: 'edit', edit: { messageId, body } }),
    revoke: (from, messageId) => receive({ from, type: 'revoke', revoke: { messageId } }),
    copies: async (chatId) => (await (await sandbox()).sent(chatId)).map((copy) => asCopy(copy)),
    loseAnswers: async (lost) => void (await (await sandbox()).setFaults({ loseAnswerRate: lost ? 1 : 0 })),
    restrictCold: async (restrictCold) => void (await (await sandbox()).setFaults({ restrictCold })),
    breakConnection: async () => void (await (await sandbox()).setFaults({ disconnect: true })),
    unlinkOnPhone: async () => void (await (await sandbox()).setFaults({ logout: true })),
    close: async () => undefined,
  };
}

function asCopy(copy: Awaited<ReturnType<SandboxControls['sent']>>[number]): Copy {
  return {
    providerId: copy.providerId,
    type: copy.type,
    text: copy.type === 'text' ? copy.text.body : undefined,
    sha256: copy.type === 'image' ? copy.image.sha256 : undefined,
    revoked: copy.revokedAt !== undefined,
    reaction: copy.reaction,
  };
}
