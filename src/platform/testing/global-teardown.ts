import { rm } from 'node:fs/promises';

export default async function globalTeardown(): Promise<void> {
  const { server, dataDir } = globalThis.waxwingTestPostgres ?? {};
  await server?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
}
