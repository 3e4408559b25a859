import type { Api, Answer } from '../../platform/testing/api.ts';
import { until } from '../../platform/testing/api.ts';

type Fields = { mapping?: Record<string, string | number>; dryRun?: boolean; country?: string };

/** Uploads a file of contacts as a browser would. */
export async function upload(
  url: string,
  token: string,
  csv: string | Buffer,
  fields: Fields = {},
  path = '/v1/contacts/import',
): Promise<Answer> {
  const form = new FormData();
  form.set('file', new Blob([typeof csv === 'string' ? csv : new Uint8Array(csv)]), 'people.csv');
  for (const [name, value] of Object.entries(fields)) form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  const answer = await fetch(url + path, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: form });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

/** The import once it is over. */
export async function finished(api: Pick<Api, 'get'>, importId: string, timeoutMs?: number): Promise<Answer['body']> {
  let last: Answer['body'] = {};
  await until(async () => {
    last = (await api.get(`/v1/contacts/imports/${importId}`)).body;
    return ['completed', 'failed'].includes(last.status);
  }, timeoutMs);
  return last;
}
