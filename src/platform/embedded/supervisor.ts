import { rmdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { makeBallast } from './ballast.ts';
import { bringUp } from './bring-up.ts';
import { type EmbeddedError, explain } from './errors.ts';
import { readLogSince, logSize, trimLog } from './log-file.ts';
import { type Postmaster, type Setup, stop } from './postmaster.ts';

const START_PATIENCE_MS = 30_000;
// A full disk or a slow storage often needs a person; after this the whole process should end and be started again.
const RESTART_PATIENCE_MS = 10 * 60_000;
const UPKEEP_MS = 60_000;
// A server that dies again this soon is restarted after a pause.
const SETTLED_MS = 60_000;
const MAX_CRASH_PAUSE_MS = 30_000;

/** Keeps the server running until it is told to stop. */
export class Supervisor {
  readonly #setup: Setup;
  readonly #log: Log;
  readonly #keepsBallast: boolean;
  readonly #ending = new AbortController();
  readonly #listeners: ((error: EmbeddedError) => void)[] = [];
  #failure: EmbeddedError | null = null;
  #postmaster: Postmaster | null = null;
  #watch: Promise<void> = Promise.resolve();
  #upkeep: Promise<void> = Promise.resolve();

  constructor(setup: Setup, log: Log, keepsBallast: boolean) {
    this.#setup = setup;
    this.#log = log;
    this.#keepsBallast = keepsBallast;
  }

  async start(): Promise<void> {
    this.#postmaster = await bringUp(this.#setup, this.#log, START_PATIENCE_MS, this.#ending.signal);
    const { pid, adopted } = this.#postmaster;
    this.#log.info(
      { postmasterPid: pid, cluster: this.#setup.places.cluster, adopted },
      adopted ? 'found the database running' : 'the database runs',
    );
    this.#watch = this.#keepRunning(this.#postmaster);
    this.#upkeep = this.#keepHouse();
  }

  onFailure(listener: (error: EmbeddedError) => void): void {
    if (this.#failure) listener(this.#failure);
    else this.#listeners.push(listener);
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    if (this.#postmaster) await stop(this.#postmaster);
    await Promise.all([this.#watch, this.#upkeep]);
    await rmdir(this.#setup.places.sockets).catch(() => {});
  }

  async #keepRunning(first: Postmaster): Promise<void> {
    const { signal } = this.#ending;
    let postmaster = first;
    let crashPauseMs = 0;
    try {
      for (;;) {
        const startedAt = performance.now();
        await postmaster.exited;
        if (signal.aborted) return;
        await this.#reportExit();
        if (performance.now() - startedAt > SETTLED_MS) crashPauseMs = 0;
        await pause(crashPauseMs, undefined, { signal });
        crashPauseMs = Math.min(Math.max(crashPauseMs * 2, 500), MAX_CRASH_PAUSE_MS);
        postmaster = await bringUp(this.#setup, this.#log, RESTART_PATIENCE_MS, signal);
        this.#postmaster = postmaster;
        if (signal.aborted) return await stop(postmaster);
        this.#log.info({ postmasterPid: postmaster.pid }, 'the database runs again');
      }
    } catch (error) {
      if (!signal.aborted) this.#giveUp(error);
    }
  }

  async #reportExit(): Promise<void> {
    const { logFile } = this.#setup.places;
    const lines = (await readLogSince(logFile, (await logSize(logFile)) - 2_000)).trim().split('\n').slice(-5);
    this.#log.error({ lines }, 'the database ended unexpectedly: starting it again');
  }

  #giveUp(error: unknown): void {
    this.#failure = explain(error);
    for (const listener of this.#listeners) listener(this.#failure);
  }

  async #keepHouse(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await trimLog(this.#setup.places.logFile);
        if (this.#keepsBallast) await makeBallast(this.#setup.places.ballast, signal);
      } catch (error) {
        this.#log.warn({ error }, "the database's log or its spare space could not be kept");
      }
      await pause(UPKEEP_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
