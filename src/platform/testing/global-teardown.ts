import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export default async function globalTeardown(): Promise<void> {
  const { server, runFolder } = globalThis.waxwingTestPostgres ?? {};
  await server?.stop();
  if (!runFolder) return;
  await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
  // Jest may go on in this process with another run (`--watch`).
  process.env.TMPDIR = dirname(runFolder);
}
