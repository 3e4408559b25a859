import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/db.ts';
import { addUsage, deleteUsageOlderThan, markKeysUsed } from './usage.sql.ts';
import type { CountedHour, LastUse } from './usage.sql.ts';

/** Counts requests by API key in memory; what a killed process had not written yet, a few seconds' worth, is lost. */
export type KeyUsage = {
  note(keyId: string, address: string, failed: boolean): void;
  /** Writes what was counted since the last time; afterwards all of it is there to be read, whoever wrote it. */
  flush(): Promise<void>;
};

const HOUR_MS = 3_600_000;
export const USAGE_KEPT_DAYS = 400;

export function createKeyUsage({ db, clock }: { db: Db; clock: Clock }): KeyUsage {
  let hours = new Map<string, CountedHour>();
  let uses = new Map<string, LastUse>();
  let writing = Promise.resolve();

  function add(count: CountedHour): void {
    const id = `${count.keyId} ${count.hour.getTime()}`;
    const known = hours.get(id);
    if (known) {
      known.requests += count.requests;
      known.failures += count.failures;
    } else hours.set(id, count);
  }

  async function write(): Promise<void> {
    if (hours.size === 0) return;
    const written = { hours: [...hours.values()], uses: [...uses.values()] };
    hours = new Map();
    uses = new Map();
    try {
      await db.asSystem('api key usage', (tx) => addUsage(tx, written.hours).then(() => markKeysUsed(tx, written.uses)), {
        repeatable: true,
      });
    } catch (error) {
      for (const count of written.hours) add(count);
      for (const use of written.uses) if (!uses.has(use.keyId)) uses.set(use.keyId, use);
      throw error;
    }
  }

  return {
    note(keyId, address, failed) {
      const now = clock.now();
      const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
      add({ keyId, hour, requests: 1, failures: failed ? 1 : 0 });
      uses.set(keyId, { keyId, at: now, address });
    },
    flush() {
      writing = writing.then(write, write);
      return writing;
    },
  };
}

/** Hours are kept for a little more than a year. */
export async function forgetOldUsage(db: Db): Promise<void> {
  await db.asSystem('api key usage', (tx) => deleteUsageOlderThan(tx, USAGE_KEPT_DAYS));
}
