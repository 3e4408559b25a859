import { mkdir } from 'node:fs/promises';
export async function lockDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  await mkdir(dataDir, { recursive: true });
  return { release: async () => undefined };
}
