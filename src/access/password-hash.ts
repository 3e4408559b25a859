import { Worker } from 'node:worker_threads';
import { genSaltSync } from 'bcryptjs';
import { tooMany, unavailable } from '../platform/http/errors.ts';
import { MAX_PASSWORD_BYTES } from './password-policy.ts';

export type PasswordHasher = {
  /** Refuses what is longer than bcrypt reads, instead of cutting it. */
  hash(password: string): Promise<string>;
  /** False also for a password that is too long and for a missing hash (no such account), each after the same time. */
  compare(password: string, hash: string | null): Promise<boolean>;
  stop(): Promise<void>;
};

type Task = { password: string; cost: number; hash?: string };
type Job = { task: Task; resolve: (result: unknown) => void; reject: (error: Error) => void };

const MIN_COST = 10;
const MAX_COST = 15;
const DEFAULT_MAX_WAITING = 64;
/** One compare at cost 12, measured; it doubles with each step. */
const COST_12_SECONDS = 0.3;

/**
 * bcrypt in a thread of its own: eight compares at cost 12 would stall the event loop for 0.8 s.
 * One job at a time, since a thread more would only take the processor from the requests.
 */
export function createPasswordHasher({ cost = 12, maxWaiting = DEFAULT_MAX_WAITING } = {}): PasswordHasher {
  if (!Number.isInteger(cost) || cost < MIN_COST || cost > MAX_COST) throw new Error(`The bcrypt cost is ${MIN_COST} to ${MAX_COST}`);
  const jobSeconds = COST_12_SECONDS * 2 ** (cost - 12);
  const dummyHash = `${genSaltSync(cost)}${'a'.repeat(31)}`;
  const waiting: Job[] = [];
  let running: Job | undefined;
  let worker: Worker | undefined;
  let isClosed = false;

  function run(task: Task): Promise<unknown> {
    if (isClosed) return Promise.reject(unavailable('auth.busy', 'The server is stopping.'));
    if (waiting.length >= maxWaiting) {
      return Promise.reject(tooMany('auth.busy', 'Too many people are signing in at this moment.', waiting.length * jobSeconds));
    }
    return new Promise((resolve, reject) => {
      waiting.push({ task, resolve, reject });
      runNext();
    });
  }

  function runNext(): void {
    if (running !== undefined) return;
    running = waiting.shift();
    // The thread keeps the process alive for as long as somebody waits for it, and no longer.
    if (running === undefined) {
      worker?.unref();
      return;
    }
    worker ??= startWorker();
    worker.ref();
    worker.postMessage(running.task);
  }

  function startWorker(): Worker {
    const started = new Worker(new URL('./password-hash.worker.js', import.meta.url));
    let failure: unknown;
    started.on('message', (result: unknown) => finish((job) => job.resolve(result)));
    started.on('error', (error) => (failure = error));
    started.on('exit', () => {
      worker = undefined;
      finish((job) => job.reject(unavailable('auth.busy', 'The password could not be checked.', 1, failure)));
    });
    return started;
  }

  function finish(settle: (job: Job) => void): void {
    const job = running;
    running = undefined;
    if (job !== undefined) settle(job);
    runNext();
  }

  async function compare(password: string, hash: string | null): Promise<boolean> {
    const isReal = hash !== null && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
    const task = isReal ? { password, cost, hash } : { password: '', cost, hash: dummyHash };
    return (await run(task)) === true && isReal;
  }

  return {
    async hash(password) {
      if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) throw new Error('The password is longer than bcrypt reads');
      return String(await run({ password, cost }));
    },
    compare,
    async stop() {
      isClosed = true;
      for (const job of waiting.splice(0)) job.reject(unavailable('auth.busy', 'The server is stopping.'));
      await worker?.terminate();
    },
  };
}
