import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const KIB = 1_024;

type Files = { proc: string; cgroup: string };

/**
 * How much memory one more program can have: what the machine can spare, and what is left within the limits that a container or a
 * service has been given. Null where the system does not say.
 */
export async function availableMemory({ proc = '/proc', cgroup = '/sys/fs/cgroup' }: Partial<Files> = {}): Promise<number | null> {
  const machine = /^MemAvailable:\s+(\d+) kB/m.exec(await read(join(proc, 'meminfo')))?.[1];
  if (machine === undefined) return null;
  const groups = await read(join(proc, 'self/cgroup'));
  const left = [...(await leftInV2(groups, cgroup)), ...(await leftInV1(groups, cgroup))];
  return Math.max(0, Math.min(Number(machine) * KIB, ...left));
}

/** The limit of a group binds all groups below it. */
async function leftInV2(groups: string, root: string): Promise<number[]> {
  const own = /^0::(\/.*)$/m.exec(groups)?.[1];
  if (own === undefined) return [];
  return leftInEach(own, root, { limit: 'memory.max', used: 'memory.current', idle: 'inactive_file' });
}

async function leftInV1(groups: string, root: string): Promise<number[]> {
  const own = /^\d+:(?:[\w,]+,)?memory(?:,[\w,]+)?:(\/.*)$/m.exec(groups)?.[1];
  if (own === undefined) return [];
  const files = { limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes', idle: 'total_inactive_file' };
  return leftInEach(own, join(root, 'memory'), files);
}

type Names = { limit: string; used: string; idle: string };

async function leftInEach(own: string, root: string, names: Names): Promise<number[]> {
  const left: number[] = [];
  // In a container the path is often that of the host, and only the root can be seen.
  for (let path = own; ; path = dirname(path)) {
    left.push(...(await leftIn(join(root, path), names)));
    if (path === '/' || path === '.') return left;
  }
}

async function leftIn(group: string, { limit, used, idle }: Names): Promise<number[]> {
  const [most, now, stat] = await Promise.all([limit, used, 'memory.stat'].map((name) => read(join(group, name))));
  if (!most || !now || !/^\d+$/.test(most.trim())) return [];
  // Copies of files count as used, and give way.
  const files = new RegExp(`^${idle} (\\d+)$`, 'm').exec(stat ?? '')?.[1] ?? 0;
  return [Number(most) - Number(now) + Number(files)];
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
