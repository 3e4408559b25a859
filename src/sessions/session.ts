import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ChannelError, createChannel } from '../channels/channels.ts';
import type { AlarmClock, Channel, ChannelEvent, ChannelKind, StartOptions } from '../channels/channels.ts';
import { changeState, lockAnyClient, needsRelink } from '../clients/clients.ts';
import type { Publish } from '../events/events.ts';
import type { Random } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import { leave, writeDown } from './heard.ts';
import { LeaseLost, underLease } from './lease.ts';
import { deleteAllStored, finishUnlink, releaseLease } from './sessions.sql.ts';
import type { ClaimedClient } from './sessions.sql.ts';
import { leasedStore } from './store.ts';

export type SessionDeps = {
  db: Db;
  log: Log;
  clock: AlarmClock;
  random: Random;
  publish: Publish;
  sessionsDir: string;
  openMedia: StartOptions['openMedia'];
};

const LAST_CONNECT_MS = 45_000;

/** One life of one client on this node, from its lease to its end. */
export class Session {
  readonly lease: ClaimedClient;
  readonly channel: Channel;
  readonly #deps: SessionDeps;
  readonly #log: Log;
  readonly #onEnd: (session: Session) => void;
  readonly #folder: string;
  #running = false;
  #ending: Promise<void> | null = null;

  constructor(deps: SessionDeps, lease: ClaimedClient, onEnd: (session: Session) => void) {
    this.lease = lease;
    this.channel = createChannel(lease.channel);
    this.#deps = deps;
    this.#log = deps.log.child({ clientId: lease.clientId });
    this.#onEnd = onEnd;
    this.#folder = join(deps.sessionsDir, lease.clientId);
  }

  get kind(): ChannelKind {
    return this.lease.channel;
  }

  /** Brings the channel up; what happens then comes as events. */
  async start(): Promise<void> {
    const { db, publish } = this.#deps;
    const { clientId } = this.lease;
    try {
      const settings = await underLease(db, this.lease, async (tx) => {
        const client = await lockAnyClient(tx, clientId);
        if (!client) throw new LeaseLost(`client ${clientId} is gone`);
        await changeState(tx, publish, client, { state: 'starting', reason: null });
        return client.settings;
      });
      await this.#run((events) => this.#take(events), settings);
    } catch (error) {
      this.#log.warn({ err: error }, 'a session could not start');
      await this.recycle('start_failed');
    }
  }

  /** Ends it because a person wishes so, or because this node stops (then the client is free for another one at once). */
  stop(stopped: boolean): Promise<void> {
    return this.#end(async () => {
      if (stopped) await this.#moveTo('stopped', null);
    });
  }

  /** Ends it and has it started again after a pause, on whichever node comes first. */
  recycle(reason: 'timed_out' | 'start_failed' | 'unresponsive' | 'crashed' | null): Promise<void> {
    return this.#end(async () => {
      if (reason === null) return;
      await underLease(this.#deps.db, this.lease, async (tx) => {
        const client = await lockAnyClient(tx, this.lease.clientId);
        if (client) await leave(this.#deps, tx, client, reason);
      });
    });
  }

  /** The lease is gone: only what runs here is let go, and nothing is said about the client any more. */
  abandon(): Promise<void> {
    return this.#end(async () => undefined);
  }

  /** Gives up the link on the other side too and forgets everything that was kept for it. */
  unlink(): Promise<void> {
    return this.#end(
      async () => {
        await rm(this.#folder, { recursive: true, force: true });
        await underLease(this.#deps.db, this.lease, async (tx) => {
          await deleteAllStored(tx, this.lease.clientId);
          await finishUnlink(tx, this.lease.clientId);
        });
        await this.#moveTo('stopped', 'logged_out_by_person');
      },
      async () => {
        if (!this.#running && this.lease.phoneNumber !== null) await this.#connectBriefly();
        await this.channel.logout();
      },
    );
  }

  /** A stopped client has to come up once more before its link can be given up on the other side. */
  async #connectBriefly(): Promise<void> {
    const { clock } = this.#deps;
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.at(clock.now().getTime() + LAST_CONNECT_MS, resolve);
      const emit = (events: readonly ChannelEvent[]) => {
        if (!events.some(({ type }) => type === 'ready' || type === 'qr' || type === 'disconnected')) return;
        cancel();
        resolve();
      };
      this.#run(emit, {}).catch(reject);
    });
  }

  async #run(emit: StartOptions['emit'], settings: Record<string, unknown>): Promise<void> {
    const { db, clock, random, openMedia } = this.#deps;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#running = true;
    const store = leasedStore(db, this.lease);
    const { clientId } = this.lease;
    await this.channel.start({ clientId, clock, random, log: this.#log, store, emit, openMedia, sessionFolder: this.#folder, settings });
  }

  async #take(events: readonly ChannelEvent[]): Promise<void> {
    const { db } = this.#deps;
    try {
      await underLease(db, this.lease, (tx) => writeDown(this.#deps, tx, this.lease.clientId, events));
    } catch (error) {
      // Without the lease nobody here will ever take these events; the node that has it now hears them itself.
      if (!(error instanceof LeaseLost)) throw error;
      void this.abandon();
      return;
    }
    const last = events.findLast((event) => event.type === 'disconnected');
    if (last) void this.#end(() => this.#forgetDeadLink(last.reason));
  }

  async #forgetDeadLink(reason: string): Promise<void> {
    if (!needsRelink(reason)) return;
    await rm(this.#folder, { recursive: true, force: true });
    if (this.kind !== 'sandbox') await underLease(this.#deps.db, this.lease, (tx) => deleteAllStored(tx, this.lease.clientId));
  }

  async #moveTo(state: 'stopped', reason: string | null): Promise<void> {
    const { db, publish } = this.#deps;
    await underLease(db, this.lease, async (tx) => {
      const client = await lockAnyClient(tx, this.lease.clientId);
      if (client) await changeState(tx, publish, client, { state, reason });
    });
  }

  #end(afterwards: () => Promise<void>, before: () => Promise<void> = async () => undefined): Promise<void> {
    this.#ending ??= this.#endOnce(afterwards, before);
    return this.#ending;
  }

  async #endOnce(afterwards: () => Promise<void>, before: () => Promise<void>): Promise<void> {
    try {
      await before().catch((error: unknown) => this.#log.warn({ err: error, reason: reasonOf(error) }, 'the other side could not be told'));
      await this.channel.stop();
      await afterwards();
      await this.#deps.db.inOrganization(this.lease.organizationId, (tx) => releaseLease(tx, this.lease));
    } catch (error) {
      if (!(error instanceof LeaseLost)) this.#log.error({ err: error }, 'a session did not end cleanly');
    } finally {
      this.#onEnd(this);
    }
  }
}

const reasonOf = (error: unknown) => (error instanceof ChannelError ? error.reason : 'unknown');
