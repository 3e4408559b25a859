import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { AppError, unavailable } from '../platform/http/errors.ts';

/** bcrypt in a thread of its own: eight compares at cost 12 would stall the event loop for 0.8 s. */
export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** Without a hash (no such user) it takes the same time and says no. */
  compare(password: string, hash: string | null): Promise<boolean>;
  stop(): Promise<void>;
};

type Task = { password: string; cost?: number; hash?: string };
type Waiting = { resolve: (result: string | boolean) => void; reject: (error: Error) => void };

// About 20 s of work at cost 12: whoever comes later is better told so than kept waiting.
const LONGEST_QUEUE = 64;
const RETRY_AFTER_SECONDS = 5;

export function createPasswordHasher({ cost }: { cost: number }): PasswordHasher {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;
  let dummy: Promise<string> | null = null;

  function start(): Worker {
    const fresh = new Worker(new URL('./password-hash.worker.js', import.meta.url));
    fresh.unref();
    fresh.on('message', ({ id, result }: { id: number; result: string | boolean }) => {
      waiting.get(id)?.resolve(result);
      settled(id);
    });
    fresh.on('error', (error) => gone(fresh, error));
    fresh.on('exit', () => gone(fresh, new Error('the hashing thread ended')));
    return fresh;
  }

  function settled(id: number) {
    waiting.delete(id);
    if (waiting.size === 0) worker?.unref();
  }

  function gone(which: Worker, error: Error) {
    if (which !== worker) return;
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function run(task: Task): Promise<string | boolean> {
    if (waiting.size >= LONGEST_QUEUE) throw busy();
    worker ??= start();
    worker.ref();
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker?.postMessage({ id, ...task });
    });
  }

  const hash = async (password: string) => (await run({ password, cost })) as string;
  return {
    hash,
    async compare(password, stored) {
      const right = await run({ password, hash: stored ?? (await (dummy ??= hash(randomBytes(16).toString('hex')))) });
      return stored !== null && right === true;
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

const busy = (): AppError => unavailable('auth.busy', 'Too many passwords are being checked at the moment.', RETRY_AFTER_SECONDS);
