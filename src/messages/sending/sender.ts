import { setTimeout as pause } from 'node:timers/promises';
import { ChannelError, channelTraits } from '../../channels/channels.ts';
import type { FoundMessage } from '../../channels/channels.ts';
import type { Random } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Log } from '../../platform/log.ts';
import { createBell } from '../../platform/queue/bell.ts';
import { settlesWithin } from '../../platform/queue/patience.ts';
import type { LiveSession } from '../../sessions/sessions.ts';
import { releaseSend } from '../../safety/safety.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import { claimMessages, sendIdOf } from './admission.ts';
import type { Terms } from './admission.ts';
import { attempt, outgoing } from './attempt.ts';
import type { Outcome } from './attempt.ts';
import { recordDoubt, recordFailure, recordFound, recordNotGone, recordSent } from './outcome.ts';
import type { OutcomeDeps } from './outcome.ts';
import { listDoubtful, unclaim } from './sending.sql.ts';
import type { DueMessage } from './sending.sql.ts';

export type SenderDeps = OutcomeDeps & Terms & { db: Db; log: Log; random: Random };

// Nothing is looked for in between: a ring says when something is there.
const ASLEEP_MS = 24 * 3_600_000;
const BATCH_MAX = 10;
/** What is claimed can be neither cancelled nor moved, so no more is than goes in this time. */
const BATCH_SPAN_MS = 100;
// A node that stood still for longer may have lost its client without knowing it yet (NODE_DEAD_AFTER_SECONDS).
const CLAIM_GOOD_FOR_MS = 8_000;
const SEND_WITHIN_MS = 90_000;
const ASK_WITHIN_MS = 60_000;
const DATABASE_PAUSE_MS = 500;

/** Sends what is due of one client, one message after the other, for as long as one session of it is ready. */
export class Sender {
  readonly live: LiveSession;
  readonly #deps: SenderDeps;
  readonly #bell = createBell();
  readonly #can: ReadonlySet<string>;
  /** On their way, or their outcome being written down. */
  readonly #busy = new Set<string>();
  #writing: Promise<unknown> = Promise.resolve();
  #heldUntil = 0;
  #nextDueMs: number | null = null;
  #inDoubt = true;
  #stopping = false;
  #sendMs = BATCH_SPAN_MS;
  #running: Promise<void> | null = null;

  constructor(deps: SenderDeps, live: LiveSession) {
    this.#deps = deps;
    this.live = live;
    this.#can = channelTraits(live.kind).capabilities;
    live.signal.addEventListener('abort', () => this.#bell.ring(), { once: true });
  }

  /** Something was queued. */
  ring(): void {
    this.#bell.ring();
  }

  /** Something is due that nobody has seen to, perhaps the question whether a message went. */
  wake(): void {
    this.#inDoubt = true;
    this.#bell.ring();
  }

  /** The limits changed: what was held back may go. */
  release(): void {
    this.#heldUntil = 0;
    this.#bell.ring();
  }

  run(after: Promise<unknown>): Promise<void> {
    this.#running ??= after.then(() => this.#loop());
    return this.#running;
  }

  /** Takes nothing more; resolves when what is on its way has been written down. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping = true;
    this.#bell.ring();
    if (this.#running) await settlesWithin(this.#running, withinMs);
  }

  get #over(): boolean {
    return this.#stopping || this.live.signal.aborted;
  }

  async #loop(): Promise<void> {
    while (!this.#over) {
      try {
        if (this.#inDoubt) await this.#clearDoubts();
        const sent = await this.#sendSome();
        if (!sent && !this.#over) await this.#sleep();
      } catch (error) {
        this.#deps.log.warn({ err: error, clientId: this.live.clientId }, 'a sender could not go on: trying again');
        // Whether the claim was kept is not known either.
        this.#inDoubt = true;
        await pause(DATABASE_PAUSE_MS);
      }
    }
    await this.#writing;
  }

  async #sleep(): Promise<void> {
    const heldMs = this.#heldUntil - performance.now();
    await this.#bell.wait(Math.min(ASLEEP_MS, heldMs > 0 ? heldMs : Infinity, this.#nextDueMs ?? Infinity));
    // What came due may be a question.
    if (this.#nextDueMs !== null) this.#inDoubt = true;
  }

  async #sendSome(): Promise<boolean> {
    if (performance.now() < this.#heldUntil) return false;
    const most = Math.max(1, Math.min(BATCH_MAX, Math.floor(BATCH_SPAN_MS / this.#sendMs)));
    const claimedAt = performance.now();
    const { messages, waitMs, nextDueMs } = await this.#inOrganization((tx) => claimMessages(tx, this.live, most, this.#deps));
    this.#heldUntil = waitMs > 0 ? performance.now() + waitMs : 0;
    this.#nextDueMs = nextDueMs;
    for (const { id } of messages) this.#busy.add(id);
    for (const [index, message] of messages.entries()) {
      if (this.#over || performance.now() - claimedAt > CLAIM_GOOD_FOR_MS) {
        this.#write(messages.slice(index), (tx) => this.#giveBack(tx, messages.slice(index)));
        break;
      }
      await this.#send(message);
    }
    // The next of each conversation is not due before this.
    await this.#writing;
    return messages.length > 0;
  }

  async #send(message: DueMessage): Promise<void> {
    const began = performance.now();
    const outcome = await attempt(this.live.channel, message, this.#can, SEND_WITHIN_MS);
    this.#sendMs = performance.now() - began;
    if ('failed' in outcome && outcome.failed.outcome === 'unknown') return this.#ask(message, outcome.failed);
    this.#write([message], (tx) => this.#record(tx, message, outcome));
  }

  #record(tx: Tx, message: MessageRow, outcome: Outcome): Promise<void> {
    if ('failed' in outcome) return recordFailure(this.#deps, tx, message, outcome.failed);
    return recordSent(this.#deps, tx, message, outcome.sent);
  }

  /** Of an earlier session, or of a claim whose answer was lost. */
  async #clearDoubts(): Promise<void> {
    this.#inDoubt = false;
    const doubtful = await this.#inOrganization((tx) => listDoubtful(tx, this.live.clientId));
    for (const message of doubtful.filter(({ id }) => !this.#busy.has(id))) {
      if (this.#over) return;
      this.#busy.add(message.id);
      await this.#ask(message, new ChannelError('unknown', 'answer_lost', 'It was on its way when the session ended.'));
    }
    await this.#writing;
  }

  /** Asks the channel what became of a message; only a clear no lets it be sent again. */
  async #ask(message: MessageRow, doubt: ChannelError): Promise<void> {
    const found = await this.#found(message);
    const deps = this.#deps;
    // Whoever has the next session asks it.
    if (found === 'not_asked' && this.live.signal.aborted) return;
    this.#write([message], (tx) => {
      if (found === 'not_asked' || found.found === 'cannot_know')
        return recordDoubt(deps, tx, message, doubt, { asked: found !== 'not_asked' });
      return found.found === 'went' ? recordFound(deps, tx, message, found) : recordNotGone(deps, tx, message, doubt);
    });
  }

  async #found(message: MessageRow): Promise<FoundMessage | 'not_asked'> {
    const { id, chatId, content, providerId, claimedAt, createdAt } = message;
    // To react twice is to react once.
    if (content.type === 'reaction') return { found: 'did_not_go' };
    const known = providerId !== null && { providerId };
    try {
      const asked = this.live.channel.findMessage({
        chatId,
        ownId: id,
        since: claimedAt ?? createdAt,
        content: outgoing(content, this.#can),
        ...known,
      });
      return (await settlesWithin(asked, ASK_WITHIN_MS)) ? await asked : 'not_asked';
    } catch (error) {
      this.#deps.log.debug({ err: error, clientId: this.live.clientId }, 'the channel could not say whether a message went');
      return 'not_asked';
    }
  }

  async #giveBack(tx: Tx, messages: readonly MessageRow[]): Promise<void> {
    await unclaim(
      tx,
      messages.map(({ id }) => id),
    );
    await Promise.all(messages.map((message) => releaseSend(tx, sendIdOf(message))));
  }

  /** While it is written down what became of one, the next is already under way. */
  #write(messages: readonly { id: string }[], work: (tx: Tx) => Promise<void>): void {
    this.#writing = this.#writing.then(() => this.#writeSafely(messages, work));
  }

  /** Tries until the database has taken it: nobody else knows what became of the message. */
  async #writeSafely(messages: readonly { id: string }[], work: (tx: Tx) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await this.#inOrganization(work);
        break;
      } catch (error) {
        this.#deps.log.warn({ err: error, clientId: this.live.clientId }, 'what became of a message could not be written down yet');
        if (this.#over) return;
        await pause(DATABASE_PAUSE_MS);
      }
    }
    for (const { id } of messages) this.#busy.delete(id);
  }

  #inOrganization<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#deps.db.inOrganization(this.live.organizationId, work);
  }
}
