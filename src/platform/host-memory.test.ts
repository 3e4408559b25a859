import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { availableMemory } from './host-memory.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function files(contents: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

const available = () => availableMemory({ proc: join(root, 'proc'), cgroup: join(root, 'cgroup') });
const meminfo = 'MemTotal:       24683916 kB\nMemFree:        100000 kB\nMemAvailable:    1000000 kB\n';

describe('the memory that one more program can have', () => {
  it('is what the machine can spare', async () => {
    await files({ 'proc/meminfo': meminfo, 'proc/self/cgroup': '0::/user.slice\n', 'cgroup/user.slice/memory.max': 'max\n' });
    expect(await available()).toBe(1_024_000_000);
  });

  it('is what a container’s limit leaves, if that is less; what holds copies of files counts as free', async () => {
    await files({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/\n',
      'cgroup/memory.max': '500000000\n',
      'cgroup/memory.current': '400000000\n',
      'cgroup/memory.stat': 'anon 100\ninactive_file 50000000\n',
    });
    expect(await available()).toBe(150_000_000);
  });

  it('heeds the limits of the groups above', async () => {
    await files({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/system.slice/waxwing.service\n',
      'cgroup/system.slice/waxwing.service/memory.max': 'max\n',
      'cgroup/system.slice/memory.max': '300000000\n',
      'cgroup/system.slice/memory.current': '100000000\n',
    });
    expect(await available()).toBe(200_000_000);
  });

  it('knows the older kind of groups', async () => {
    await files({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '5:cpu,cpuacct:/\n4:memory:/docker/abc\n',
      'cgroup/memory/memory.limit_in_bytes': '200000000\n',
      'cgroup/memory/memory.usage_in_bytes': '300000000\n',
    });
    expect(await available()).toBe(0);
  });

  it('is unknown where the system does not say', async () => {
    expect(await available()).toBeNull();
  });
});
