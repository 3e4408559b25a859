import type { Answer } from '../../platform/testing/api.ts';
import type { TestServer } from '../../platform/testing/server.ts';

type File = { bytes: Buffer | string; name: string; type: string };

/** Sends files as a browser's form does. */
export async function upload(
  { url }: Pick<TestServer, 'url'>,
  token: string,
  files: File[],
  fields: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { bytes, name, type } of files) form.append('file', new Blob([new Uint8Array(Buffer.from(bytes))], { type }), name);
  const answer = await fetch(`${url}/v1/media`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: form });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
