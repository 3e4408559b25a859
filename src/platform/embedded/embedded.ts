import type { Log } from '../log.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, recordVersion, superuserPassword } from './cluster.ts';
import { type EmbeddedError, explain } from './errors.ts';
import { settlePlaces } from './places.ts';
import { serverArguments, superuserUrl } from './settings.ts';
import { Supervisor } from './supervisor.ts';

export { EmbeddedError } from './errors.ts';

export type EmbeddedOptions = {
  dataDir: string;
  log: Log;
  settings?: Record<string, string>;
  /** Trades safety for speed; for tests only. */
  lowDurability?: boolean;
};

export type EmbeddedPostgres = {
  /** The cluster's superuser in the database "waxwing", through a unix socket. */
  adminUrl: string;
  version: string;
  clusterDir: string;
  stop(): Promise<void>;
  /** Calls back once when the server cannot be kept running any more. */
  onFailure(listener: (error: EmbeddedError) => void): void;
};

/** Starts the packaged PostgreSQL with its cluster under dataDir, or takes over the one a killed Waxwing left running; hold the lock of dataDir. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    throw explain(error);
  }
}

async function start({ dataDir, log, settings, lowDurability = false }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const places = await settlePlaces(dataDir);
  const binaries = await findBinaries(places);
  await ensureCluster(places, binaries, lowDurability);
  const password = await superuserPassword(places);
  const args = serverArguments(places, { ...(settings ? { settings } : {}), lowDurability });
  const supervisor = new Supervisor({ places, binaries, args, password }, log, !lowDurability);
  await supervisor.start();
  await recordVersion(places, binaries.version);
  return {
    adminUrl: superuserUrl(places.sockets, password, 'waxwing'),
    version: binaries.version,
    clusterDir: places.cluster,
    stop: () => supervisor.stop(),
    onFailure: (listener) => supervisor.onFailure(listener),
  };
}
