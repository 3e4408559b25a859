import type { Keyring } from '../../platform/crypto/master-key.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import { baseMacOf, isGenuine } from './chain.ts';
import { deleteUpTo, findFirstSeal, findLastSealOlderThan, lockSeals, markBase } from './seals.sql.ts';
import type { SealRow } from './seals.sql.ts';

type Retention = { db: Db; keyring: Keyring; days: number };

// About as many as one transaction should remove; each step leaves a whole chain.
const SEALS_A_STEP = 100;

/** Removes what is older than these days, whole seals at a time. The newest of them stays without its rows, as the new beginning of the chain. */
export async function forgetOldAuditLogs({ db, keyring, days }: Retention): Promise<number> {
  let removed = 0;
  for (let goesOn = true; goesOn;) {
    goesOn = await db.asSystem('audit retention', async (tx) => {
      await lockSeals(tx);
      const first = await findFirstSeal(tx);
      const last = await findLastSealOlderThan(tx, days, SEALS_A_STEP);
      if (!first || !last || isBase(last)) {
        if (first) await renewBase(tx, keyring, first);
        return false;
      }
      removed += await deleteUpTo(tx, last.number);
      await markBase(tx, last.number, keyring.current.id, baseMacOf(keyring.current, last));
      return true;
    });
  }
  return removed;
}

const isBase = ({ entries }: SealRow) => entries === null;

/** After the master key was rotated, so that the old one is not needed for this. */
async function renewBase(tx: Tx, keyring: Keyring, base: SealRow): Promise<void> {
  const { baseKeyId, baseMac } = base;
  if (baseKeyId === null || baseMac === null || baseKeyId === keyring.current.id) return;
  if (isGenuine(keyring, baseKeyId, baseMac, (key) => baseMacOf(key, base)) !== true) return;
  await markBase(tx, base.number, keyring.current.id, baseMacOf(keyring.current, base));
}
