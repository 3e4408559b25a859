import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../platform/config.ts';
import type { MasterKey } from '../platform/crypto/master-key.ts';

/** The code of the first registration: the operator's, or one derived from the master key, so that every node has the same. */
export async function loadSetupCode({ setupCode, dataDir }: Config, { deriveKey }: MasterKey): Promise<string> {
  const code = setupCode ?? deriveKey('setup code').toString('hex').slice(0, 16);
  await writeFile(join(dataDir, 'setup-code'), `${code}\n`, { mode: 0o600 });
  return code;
}
