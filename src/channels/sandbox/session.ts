import type { Readable } from 'node:stream';
import type { ChannelEvent, DisconnectReason } from '../channel-events.ts';
import type { Phone } from '../channels.schema.ts';
import type { Groups, StartOptions } from '../contract.ts';
import { createOutbox } from '../outbox.ts';
import { createControls } from './controls.ts';
import { SandboxGroups } from './groups.ts';
import { iso } from './kept.ts';
import { Linking } from './linking.ts';
import { Post } from './post.ts';
import { createReading } from './reading.ts';
import { openSample } from './samples.ts';
import type { SandboxControls } from './sandbox.schema.ts';
import { createSending } from './sending.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** Everything of one started session, and how it ends. */
export type Session = {
  world: World;
  linking: Linking;
  groups: Groups;
  controls: SandboxControls;
  send: ReturnType<typeof createSending>;
  reading: ReturnType<typeof createReading>;
  openFile: (mediaRef: string) => Promise<Readable>;
  isConnected: () => boolean;
  lastEventAt: () => Date | null;
  /** Lets everything go once all that was heard is handed over. */
  end(): Promise<void>;
};

export async function startSession({ clientId, clock, random, log, store, emit, openMedia }: StartOptions): Promise<Session> {
  const world = await openWorld({ store, clock, random });
  const outbox = createOutbox({ emit, clock, log });
  let connected = false;
  let over = false;
  let lastEventAt: Date | null = null;

  const tell = (event: ChannelEvent) => {
    lastEventAt = clock.now();
    return outbox.push(event);
  };
  const nowIso = () => iso(clock.now().getTime());
  const post = new Post({ world, clock, log, tell });
  const linking = new Linking({ clientId, world, clock, random, tell, onConnected, onGivenUp: (reason) => void drop(reason) });
  const isConnected = () => connected;
  const openFile = async (mediaRef: string) => openSample(mediaRef) ?? openMedia(mediaRef);

  function onConnected(): void {
    connected = true;
    void tell({ type: 'ready', at: nowIso(), phoneNumber: world.phoneNumber() ?? '' });
    post.open().catch((err: unknown) => {
      log.error({ err }, 'the sandbox could not read its world');
      void drop('connection_lost');
    });
  }

  function cutOff(): void {
    over = true;
    connected = false;
    linking.stop();
    post.close();
  }

  async function drop(reason: DisconnectReason): Promise<void> {
    if (over) return;
    cutOff();
    await tell({ type: 'disconnected', at: nowIso(), reason });
  }

  const live = {
    scan: (phoneNumber?: Phone) => linking.scan(phoneNumber),
    passkeyAnswered: () => linking.passkeyAnswered(),
    warn: () => tell({ type: 'warning', at: nowIso(), code: 'ban_warning', detail: 'The sandbox was told to warn.' }),
    disconnect: () => drop('connection_lost'),
    unlink: () => drop('logged_out'),
  };

  linking.begin();
  return {
    world,
    linking,
    groups: new SandboxGroups({ world, post, random }),
    controls: createControls({ world, post, random, live }),
    send: createSending({ world, post, clock, random, openMedia: openFile, isConnected }),
    reading: createReading(world),
    openFile,
    isConnected,
    lastEventAt: () => lastEventAt,
    async end() {
      cutOff();
      await outbox.close();
      // When this is lost too, a little is told again after the next start.
      await post.settle().catch((err: unknown) => log.warn({ err }, 'the sandbox could not keep how far it told'));
    },
  };
}
