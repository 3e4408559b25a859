import type { Random } from '../../platform/clock.ts';
import type { ChatId } from '../channels.schema.ts';
import { ChannelError } from '../errors.ts';
import { copyOf } from './kept.ts';
import type { Post } from './post.ts';
import { receive } from './receiving.ts';
import type { SandboxControls, SandboxCopy, SandboxFaults } from './sandbox.schema.ts';
import type { World } from './world.ts';

/** What a switch does to a session that is running; the world itself is changed already. */
export type Live = {
  scan: SandboxControls['scan'];
  passkeyAnswered(): Promise<void>;
  warn(): Promise<unknown>;
  disconnect(): Promise<void>;
  unlink(): Promise<void>;
};

export type ControlParts = { world: World; post: Post; random: Random; live: Live | null };

/** These act at once and are over; they do not stay switched on. */
const onceOnly = { disconnect: undefined, logout: undefined, banWarning: undefined } satisfies SandboxFaults;

/** The other side's hands over one world. */
export function createControls({ world, post, random, live }: ControlParts): SandboxControls {
  return {
    async scan(phoneNumber) {
      if (!live) throw new ChannelError('not_sent', 'not_awaiting_scan', 'This number is not waiting to be linked.');
      await live.scan(phoneNumber);
    },
    receive: (message) => receive(message, { world, post, random }),
    sent: (to) => copiesFor(world, to),
    faults: async () => world.faults(),
    async setFaults(changes) {
      const { disconnect, logout } = changes;
      await world.setFaults(Object.keys(changes).length === 0 ? {} : { ...world.faults(), ...changes, ...onceOnly });
      if (typeof disconnect === 'number') await world.setDownUntil(world.now() + disconnect);
      if (disconnect === false) await world.setDownUntil(0);
      if (logout) await world.setPhoneNumber(null);
      if (live) await act(live, changes);
      return world.faults();
    },
  };
}

async function act(live: Live, { passkey, banWarning, logout, disconnect }: SandboxFaults): Promise<void> {
  if (passkey === false) await live.passkeyAnswered();
  if (banWarning) await live.warn();
  if (logout) return live.unlink();
  if (disconnect) await live.disconnect();
}

async function copiesFor(world: World, to?: ChatId): Promise<SandboxCopy[]> {
  const messages = await world.messages();
  return messages.filter(({ ownId, chatId }) => ownId !== undefined && (to === undefined || chatId === to)).map((kept) => copyOf(kept));
}
