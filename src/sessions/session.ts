import type { Readable } from 'node:stream';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ChannelError, channelTraits, createChannel, SANDBOX_LINK_KEY } from '../channels/channels.ts';
import type { AlarmClock, Channel, ChannelEvent, ChannelKind, ChannelSettings, StartOptions } from '../channels/channels.ts';
import { changeState, deleteClient, needsRelink, STOPPED_BY_PERSON } from '../clients/clients.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Publish } from '../events/events.ts';
import type { Random } from '../platform/clock.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import { settlesWithin } from '../platform/queue/patience.ts';
import { countCalls } from './counted.ts';
import { interrupt, leave, reasonOfFailedStart } from './ended.ts';
import type { EndReason } from './ended.ts';
import { removeFolder, setFolderAside } from './folders.ts';
import { fillGap } from './gap.ts';
import { isOwn, writeDown } from './heard.ts';
import type { OnHeard } from './inbound/pump.ts';
import { LeaseLost, underLease } from './lease.ts';
import type { OnReady } from './live.ts';
import { deleteAllStored, deleteStored, finishUnlink, hasStored, releaseLease } from './sessions.sql.ts';
import type { ClaimedClient } from './sessions.sql.ts';
import { leasedStore } from './store.ts';

export type SessionDeps = {
  db: Db;
  log: Log;
  clock: AlarmClock;
  random: Random;
  publish: Publish;
  sessionsDir: string;
  openMedia: (organizationId: string, mediaRef: string) => Promise<Readable>;
  /** Called each time the session becomes ready. */
  onReady: OnReady;
  /** Called when events for the rooms above were written down. */
  onHeard: OnHeard;
  channelSettings: ChannelSettings;
};

type Finish = (tx: Tx, client: ClientRow) => Promise<unknown>;

const LAST_CONNECT_MS = 45_000;
// Until the other side knows that the link is given up, or the last message is out.
const BEFORE_END_MS = 60_000;
const STOP_WITHIN_MS = 20_000;

/** One life of one client on this node, from its lease to its end. Whatever ends it first decides how it ends. */
export class Session {
  readonly lease: ClaimedClient;
  readonly channel: Channel;
  readonly #deps: SessionDeps;
  readonly #log: Log;
  readonly #idle: () => Promise<void>;
  readonly #began = performance.now();
  readonly #onEnd: (session: Session) => void;
  readonly #folder: string;
  #starting: Promise<void> | null = null;
  #ending: Promise<void> | null = null;
  #launch: Promise<void> | null = null;
  #up = false;
  #over = false;
  #linkGone = false;
  readonly #ended = new AbortController();
  readonly #bornAt: Date;
  #aside: string | null = null;

  constructor(deps: SessionDeps, lease: ClaimedClient, onEnd: (session: Session) => void) {
    this.lease = lease;
    const { channel, idle } = countCalls(createChannel(lease.channel, deps.channelSettings));
    this.channel = channel;
    this.#idle = idle;
    this.#deps = deps;
    this.#bornAt = deps.clock.now();
    this.#log = deps.log.child({ clientId: lease.clientId });
    this.#onEnd = onEnd;
    this.#folder = join(deps.sessionsDir, lease.clientId);
  }

  get kind(): ChannelKind {
    return this.lease.channel;
  }

  ageMs(): number {
    return performance.now() - this.#began;
  }

  /** Brings the channel up, or fails to; what happens then comes as events. */
  start(): Promise<void> {
    this.#starting ??= this.#startOnce();
    return this.#starting;
  }

  /** Whether its channel can be called, once it has come up if it is about to. */
  async isUp(withinMs: number): Promise<boolean> {
    if (this.#starting) await settlesWithin(this.#starting, withinMs);
    return this.#up && !this.#over;
  }

  /** Ends it because a person wishes so. */
  stop(): Promise<void> {
    return this.#end((tx, client) => this.#move(tx, client, 'stopped', STOPPED_BY_PERSON));
  }

  /** Ends it because this node stops: the client is free for another one at once. */
  handOver(): Promise<void> {
    return this.#end((tx, client) => interrupt(this.#deps, tx, client, 'node_stopped'));
  }

  /** Ends it because it is no good any more; whether and when it is started again follows from the reason. */
  fail(reason: EndReason): Promise<void> {
    return this.#end((tx, client) => leave(this.#deps, tx, client, reason));
  }

  /** Ends it because a person wishes so, so that another begins at once. */
  restart(): Promise<void> {
    return this.#end((tx, client) => interrupt(this.#deps, tx, client, 'restarted_by_person'));
  }

  /** Ends it because it has grown too large, between two messages, so that another begins at once. */
  recycle(): Promise<void> {
    return this.#end((tx, client) => interrupt(this.#deps, tx, client, 'grown_too_large'), this.#idle);
  }

  /** The lease is gone: only what runs here is let go, and nothing is said about the client any more. */
  abandon(): Promise<void> {
    if (!this.#ending) this.#log.warn('the lease was lost: the session is let go');
    return this.#end(null);
  }

  /** Gives up the link on the other side too and forgets everything that was kept for it; with a wish to delete, the client as well. */
  unlink(): Promise<void> {
    return this.#end(
      async (tx, client) => {
        // Also when the other side could not be told: what is here must not link it again.
        await this.#forgetLink(tx);
        // The wish of now: it may have become a deletion on the way.
        if (client.unlink === 'delete') return deleteClient(tx, client.id);
        await finishUnlink(tx, client.id);
        await this.#move(tx, client, 'stopped', 'logged_out_by_person');
      },
      () => this.#giveUpLink(),
    );
  }

  async #startOnce(): Promise<void> {
    try {
      if (await this.#linkLiesElsewhere()) return await this.fail('session_elsewhere');
      const settings = await underLease(this.#deps.db, this.lease, (tx, client) => this.#announceStart(tx, client));
      await this.#removeAside();
      await this.#run((events) => this.#take(events), settings);
    } catch (error) {
      if (error instanceof LeaseLost) return this.abandon();
      this.#log.warn({ err: error }, 'a session could not start');
      await this.fail(error instanceof ChannelError ? reasonOfFailedStart(error) : 'start_failed');
    }
  }

  async #announceStart(tx: Tx, client: ClientRow): Promise<Record<string, unknown>> {
    // A crash may have come between the loss of the link and the removal of what belonged to it.
    this.#linkGone = client.state === 'failed' && needsRelink(client.reason);
    if (this.#linkGone) await this.#forgetLink(tx);
    const idle = await interrupt(this.#deps, tx, client, 'node_lost');
    await changeState(tx, this.#deps.publish, idle, { state: 'starting', reason: null });
    return client.settings;
  }

  #run(emit: StartOptions['emit'], settings: Record<string, unknown>): Promise<void> {
    this.#launch ??= this.#launchOnce(emit, settings);
    return this.#launch;
  }

  async #launchOnce(emit: StartOptions['emit'], settings: Record<string, unknown>): Promise<void> {
    const { db, clock, random } = this.#deps;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // An end that came meanwhile has found nothing to stop.
    if (this.#over) return;
    const store = leasedStore(db, this.lease);
    const { clientId, organizationId } = this.lease;
    const openMedia: StartOptions['openMedia'] = (mediaRef) => this.#deps.openMedia(organizationId, mediaRef);
    this.#linkGone = false;
    await this.channel.start({ clientId, clock, random, log: this.#log, store, emit, openMedia, sessionFolder: this.#folder, settings });
    this.#up = true;
  }

  async #take(events: readonly ChannelEvent[]): Promise<void> {
    try {
      await underLease(this.#deps.db, this.lease, (tx, client) => writeDown(this.#deps, tx, client, events));
    } catch (error) {
      // Without the lease nobody here will ever take these events; the node that has it now hears them itself.
      if (!(error instanceof LeaseLost)) throw error;
      void this.abandon();
      return;
    }
    if (events.some((event) => !isOwn(event))) this.#deps.onHeard(this.lease);
    const last = events.findLast((event) => event.type === 'disconnected');
    if (!last && events.some(({ type }) => type === 'ready')) this.#tellReady();
    if (!last) return;
    this.#linkGone = needsRelink(last.reason);
    void this.#end(nothing);
  }

  #tellReady(): void {
    const { clientId, organizationId, nodeId, fence } = this.lease;
    if (this.#over || this.#ending) return;
    const { signal } = this.#ended;
    const gap = { ...this.#deps, lease: this.lease, channel: this.channel, began: this.#bornAt, signal };
    fillGap(gap).catch((err: unknown) => this.#log.warn({ err }, 'what was missed could not be looked up'));
    this.#deps.onReady({ clientId, organizationId, nodeId, fence, kind: this.kind, channel: this.channel, signal });
  }

  async #giveUpLink(): Promise<void> {
    const mayBeLinked = !this.#launch && (await this.#mayBeLinked());
    // A start that was under way may have launched it in this moment; then its events go there, and none would come here.
    if (this.#launch) await this.#launch.catch(nothing);
    else if (mayBeLinked) await this.#connectBriefly();
    this.#linkGone = true;
    await this.channel.logout();
  }

  /** A node that does not see the folder of a linked client would ask for a new scan, and the link would be lost. */
  async #linkLiesElsewhere(): Promise<boolean> {
    if (!channelTraits(this.kind).linkedInFolder || this.lease.phoneNumber === null) return false;
    return (await stat(this.#folder).catch(() => null)) === null;
  }

  /** A link that a crash cut short of `ready` has left its traces only. */
  async #mayBeLinked(): Promise<boolean> {
    const { clientId, organizationId, phoneNumber } = this.lease;
    if (phoneNumber !== null || (await stat(this.#folder).catch(() => null))) return true;
    return this.#deps.db.inOrganization(organizationId, (tx) => hasStored(tx, clientId));
  }

  /** A stopped client has to come up once more before its link can be given up on the other side. */
  async #connectBriefly(): Promise<void> {
    const { db, clock } = this.#deps;
    const settings = await underLease(db, this.lease, async (_tx, client) => client.settings);
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.at(clock.now().getTime() + LAST_CONNECT_MS, resolve);
      const emit = async (events: readonly ChannelEvent[]) => {
        const others = events.filter((event) => !isOwn(event));
        if (others.length > 0) await underLease(db, this.lease, (tx, client) => writeDown(this.#deps, tx, client, others));
        if (!events.some(({ type }) => type === 'ready' || type === 'qr' || type === 'disconnected')) return;
        cancel();
        resolve();
      };
      this.#run(emit, settings).catch(reject);
    });
  }

  /** Without a `finish` nothing is written any more. */
  #end(finish: Finish | null, before: () => Promise<void> = nothing): Promise<void> {
    this.#ended.abort();
    this.#ending ??= this.#endOnce(finish, before).finally(() => this.#onEnd(this));
    return this.#ending;
  }

  async #endOnce(finish: Finish | null, before: () => Promise<void>): Promise<void> {
    await this.#tried('what has to come before the end took too long', BEFORE_END_MS, before);
    this.#over = true;
    await this.#tried('a channel did not stop', STOP_WITHIN_MS, () => this.channel.stop());
    if (!finish) return;
    try {
      await underLease(this.#deps.db, this.lease, async (tx, client) => {
        if (this.#linkGone) await this.#forgetLink(tx);
        await finish(tx, client);
        await releaseLease(tx, this.lease);
      });
      await this.#removeAside();
    } catch (error) {
      // The supervisor gives such a client free again.
      if (!(error instanceof LeaseLost)) this.#log.error({ err: error }, 'how a session ended could not be written down');
    }
  }

  /** Whatever a channel does or leaves undone, the session ends. */
  async #tried(failure: string, withinMs: number, work: () => Promise<void>): Promise<void> {
    const done = work().catch((error: unknown) => this.#log.warn({ err: error }, failure));
    if (!(await settlesWithin(done, withinMs))) this.#log.warn({ withinMs }, failure);
  }

  async #removeAside(): Promise<void> {
    const aside = this.#aside;
    this.#aside = null;
    await removeFolder(aside);
  }

  /**
   * Under the lease, because another node may see the same folder and have linked the client anew. The sandbox keeps the whole other
   * side in its store, of which only the link goes.
   */
  async #forgetLink(tx: Tx): Promise<void> {
    this.#aside ??= await setFolderAside(this.#folder);
    if (this.kind === 'sandbox') await deleteStored(tx, this.lease.clientId, SANDBOX_LINK_KEY);
    else await deleteAllStored(tx, this.lease.clientId);
  }

  async #move(tx: Tx, client: ClientRow, state: 'stopped', reason: string): Promise<void> {
    await changeState(tx, this.#deps.publish, client, { state, reason });
  }
}

const nothing = async (): Promise<void> => undefined;
