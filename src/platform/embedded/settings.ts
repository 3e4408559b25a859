// Sized for a small machine that also runs Waxwing and browsers; all may be overridden.
const MODEST = {
  shared_buffers: '64MB',
  max_connections: '60',
  max_wal_size: '256MB',
  // Parallel workers need /dev/shm, of which a container has 64 MB.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  // Without its own worker processes the server needs 33 MB instead of 50 and was no slower (10 clients inserting).
  io_method: 'sync',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Details and statements of failed queries hold personal data.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

// A cluster that may be lost, for tests.
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** The arguments of `postgres`, in an order that does not change: they tell whether a running server is the one we would start. */
export function serverArguments(
  places: { cluster: string; sockets: string },
  options: { settings?: Record<string, string>; lowDurability?: boolean },
): string[] {
  const settings: Record<string, string> = {
    ...MODEST,
    ...(options.lowDurability ? CARELESS : {}),
    ...options.settings,
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: places.sockets,
    unix_socket_permissions: '0700',
    logging_collector: 'off',
    log_destination: 'stderr',
  };
  return ['-D', places.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** A connection URL of the cluster's superuser, for node-postgres and libpq alike. */
export function superuserUrl(sockets: string, password: string, database: string): string {
  return `postgresql://postgres:${password}@localhost:5432/${database}?host=${encodeURIComponent(sockets)}&sslmode=disable`;
}
