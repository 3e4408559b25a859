import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromBuffer } from 'yauzl';
import type { Entry } from 'yauzl';
import { until } from '../../platform/testing/api.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startWithClients } from '../testing/organization.ts';
import type { Organization } from '../testing/organization.ts';
import { upload, finished } from '../testing/upload.ts';

let server: TestServer;
let own: Organization;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  own = await startWithClients(server);
});
afterAll(() => server?.stop());

const PHONE = '+4915112340077';

/** How many rows of any table of ours hold this text. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await server.db.asSystem('test', (tx) =>
    tx.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'migrations'`,
    ),
  );
  const found = [];
  for (const { name } of tables) {
    const { count } = await server.db.asSystem('test', (tx) =>
      tx.one<{ count: number }>(`select count(*) from ${name} t where position($1 in t::text) > 0`, [text]),
    );
    if (count > 0) found.push(name);
  }
  return found;
}

describe('a person who is erased', () => {
  it('is in no table any more, and the audit log proves it without naming them', async () => {
    const { body } = await own.api.post('/v1/contacts', { phone: PHONE, name: 'Gone Girl-Garden' }, { 'Idempotency-Key': 'erase-1' });
    await own.api.post(`/v1/contacts/${body.id}/notes`, { body: 'about Garden' });
    const started = await upload(server.url, own.token, `phone,timeZone\n${PHONE},Mars\n`);
    await finished(own.api, started.body.importId);
    expect(await rowsWith(PHONE.slice(1))).toEqual(
      expect.arrayContaining(['contact_identities', 'events', 'idempotent_answers', 'contact_import_errors']),
    );
    expect((await own.api.delete(`/v1/contacts/${body.id}`)).status).toBe(204);
    expect((await own.api.get(`/v1/contacts/${body.id}`)).status).toBe(404);
    const actions = async () =>
      (await own.api.get(`/v1/audit-logs?target=${body.id}`)).body.data.map(({ action }: { action: string }) => action);
    await until(async () => (await actions()).includes('contacts.erased'));
    expect([await rowsWith(PHONE.slice(1)), await rowsWith('Garden')]).toEqual([[], []]);
    expect(await actions()).toEqual(['contacts.erased', 'contacts.erase', 'contacts.create']);
  });

  it('and had opted out stays opted out when the number comes back, by whatever way', async () => {
    for (const back of ['POST', 'import'] as const) {
      const phone = back === 'POST' ? '+4915112340078' : '+4915112340079';
      const { body } = await own.api.post('/v1/contacts', { phone });
      await own.api.post(`/v1/contacts/${body.id}/opt-out`, {});
      await own.api.delete(`/v1/contacts/${body.id}`);
      if (back === 'POST') await own.api.post('/v1/contacts', { phone });
      else {
        const started = await upload(server.url, own.token, `phone,consent\n${phone},yes\n`);
        await finished(own.api, started.body.importId);
      }
      const found = (await own.api.get(`/v1/contacts?phone=${encodeURIComponent(phone)}`)).body.data[0];
      expect([back, found.optedOut]).toEqual([back, true]);
      expect((await own.api.get(`/v1/contacts/${found.id}/consent`)).body.data.map(({ source }: { source: string }) => source)).toContain(
        'erasure',
      );
    }
  });

  it('could take everything along before', async () => {
    const { body } = await own.api.post('/v1/contacts', { phone: '+4915112340080', name: 'Zip' });
    await own.api.post(`/v1/contacts/${body.id}/notes`, { body: 'a note' });
    await own.api.post(`/v1/contacts/${body.id}/opt-out`, { reason: 'called us' });
    const token = own.token;
    const answer = await fetch(`${server.url}/v1/contacts/${body.id}/export`, { headers: { Authorization: `Bearer ${token}` } });
    const files = await unzip(Buffer.from(await answer.arrayBuffer()));
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(JSON.parse(files['contact.json'] ?? '')).toMatchObject({ id: body.id, phone: '+4915112340080' });
    expect(JSON.parse(files['consent.json'] ?? '')).toEqual([
      expect.objectContaining({ state: 'opted_out', reason: 'called us', source: 'operator' }),
    ]);
    expect(JSON.parse(files['notes.json'] ?? '')).toEqual([expect.objectContaining({ body: 'a note' })]);
  });
});

function unzip(archive: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const files: Record<string, string> = {};
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            files[entry.fileName] = Buffer.concat(parts).toString();
            zip.readEntry();
          });
        });
      });
      zip.on('end', () => resolve(files));
      zip.readEntry();
    });
  });
}
