import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { openApi } from '../../platform/testing/api.ts';
import type { Api } from '../../platform/testing/api.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { finished, upload } from '../testing/upload.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
});
afterAll(() => server?.stop());

type Own = Awaited<ReturnType<Api['register']>>;
const register = () => openApi(server).register();
async function send(own: Own, csv: string | Buffer, fields = {}) {
  const started = await upload(server.url, own.owner.accessToken, csv, fields);
  if (started.status !== 202) return started.body;
  return finished(own, started.body.importId);
}
const counts = ({ rows, created, updated, failed }: Record<string, number>) => [rows, created, updated, failed];
const everybody = async (own: Own) => (await own.get('/v1/contacts?sort=name')).body.data;
const errorsOf = async (own: Own, { errorsUrl }: { errorsUrl: string }) => (await own.get(new URL(errorsUrl).pathname)).body as string;

describe('an import', () => {
  it('makes contacts of rows, with attributes of columns that are new', async () => {
    const own = await register();
    const csv = 'Full name,Phone,Tags,City\nAda,+49 151 1234-0001,"vip; new",Berlin\n"Bo ""B"" Berg",+351912345678,,\n';
    const done = await send(own, csv, { mapping: { phone: 'Phone', name: 'Full name', tags: 'Tags', 'attributes.city': 'City' } });
    expect(done).toMatchObject({ status: 'completed', progress: 1, errorsUrl: null, delimiter: ',', encoding: 'utf8' });
    expect([counts(done), await everybody(own)]).toEqual([
      [2, 2, 0, 0],
      [
        expect.objectContaining({
          name: 'Ada',
          phone: '+4915112340001',
          tags: ['vip', 'new'],
          attributes: { city: 'Berlin' },
          country: 'DE',
        }),
        expect.objectContaining({ name: 'Bo "B" Berg', phone: '+351912345678', tags: [], attributes: {} }),
      ],
    ]);
    expect((await own.get('/v1/contacts?query=berg')).body.data).toHaveLength(1);
    expect((await own.get('/v1/contacts?tag=vip')).body.data).toHaveLength(1);
  });

  it('lets a row of a known number change what it names, add tags, and leave the rest', async () => {
    const own = await register();
    await own.post('/v1/contacts', { phone: '+4915112340001', name: 'Ada', tags: ['old'], attributes: { city: 'Rome', floor: 3 } });
    const csv = 'phone;name;tags;city;floor\n+4915112340001;;new;Oslo;4\n+4915112340002;Bo;;;\n+4915112340002;Bob;late;;x\n';
    const done = await send(own, csv, {
      mapping: { phone: 'phone', name: 'name', tags: 'tags', 'attributes.city': 'city', 'attributes.floor': 'floor' },
    });
    expect(counts(done)).toEqual([3, 1, 1, 1]);
    expect(await everybody(own)).toEqual([
      expect.objectContaining({ name: 'Ada', tags: ['old', 'new'], attributes: { city: 'Oslo', floor: 4 } }),
      expect.objectContaining({ name: 'Bo', tags: [] }),
    ]);
    expect(await errorsOf(own, done)).toBe(
      "row,error,phone,name,tags,city,floor\r\n3,attributes.floor: must be a number of up to 1000 characters,'+4915112340002,Bob,late,,x\r\n",
    );
  });

  it('says of each bad row what is wrong with it, and takes the others', async () => {
    const own = await register();
    const csv =
      'phone,name,timeZone\n12,Short,\n+4915112340003,Good,\n,Nobody,\n+4915112340004,Zone,Mars\n+4915112340005,=cmd(),Europe/Rome\n+4915112340006,nul\0,\n';
    const done = await send(own, csv);
    expect(counts(done)).toEqual([6, 2, 0, 4]);
    const lines = (await errorsOf(own, done)).trim().split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['row', '1', '3', '4', '6']);
    expect(lines[1]).toContain('phone: This is not a possible phone number');
  });

  it.each([
    ['windows-1252', 'Telefon;Name\n+4915112340001;Jürgen Groß\n+4915112340002;Zoë Müller-Lüdenscheidt\n'],
    ['utf16le', '\ufeffphone\tname\n+4915112340001\tJürgen Groß\n'],
    ['utf8', '\ufeffphone|name\r\n+4915112340001|Jürgen Groß\r\n'],
  ])('finds out encoding and delimiter: %s', async (encoding, text) => {
    const own = await register();
    const done = await send(own, iconv.encode(text, encoding), { mapping: { phone: 0, name: 1 } });
    expect((await everybody(own))[0]).toMatchObject({ name: 'Jürgen Groß', phone: '+4915112340001' });
    expect(counts(done)[3]).toBe(0);
  });

  it('reads numbers of the country that is named', async () => {
    const own = await register();
    await send(own, 'phone\n0151 12340001\n0049 151 12340002\n+351912345678\n', { country: 'de' });
    const phones = (await everybody(own)).map(({ phone }: { phone: string }) => phone);
    expect(phones.sort()).toEqual(['+351912345678', '+4915112340001', '+4915112340002']);
  });

  it('as a dry run counts the same and changes nothing', async () => {
    const own = await register();
    await own.post('/v1/contacts', { phone: '+4915112340001' });
    const csv = 'phone,name,hobby\n+4915112340001,a,x\n+4915112340002,b,x\n+4915112340002,c,x\nbad,d,x\n';
    expect(counts(await send(own, csv, { dryRun: true }))).toEqual([4, 1, 2, 1]);
    expect([(await everybody(own)).length, (await own.get('/v1/contacts/fields')).body.data]).toEqual([1, []]);
    expect(counts(await send(own, csv))).toEqual([4, 1, 2, 1]);
  });

  it('never opens a door that a person has closed', async () => {
    const own = await register();
    const { body } = await own.post('/v1/contacts', { phone: '+4915112340001' });
    await own.post(`/v1/contacts/${body.id}/opt-out`, {});
    await send(own, 'phone,consent\n+4915112340001,yes\n+4915112340002,yes\n+4915112340003,no\n');
    const states = (await own.get('/v1/contacts')).body.data.map(({ consent }: { consent: { state: string } }) => consent.state);
    expect(states).toEqual(['opted_out', 'opted_in', 'opted_out']);
  });

  it.each([
    ['', {}, 'file'],
    ['a,b\n1,2\n', {}, 'mapping'],
    ['phone\n1\n', { mapping: { phone: 'mobile' } }, 'mapping.phone'],
    ['phone\n1\n', { mapping: { phone: 3 } }, 'mapping.phone'],
    ['phone\n1\n', { mapping: { phone: 'phone', shoe: 'phone' } }, 'mapping.shoe'],
    ['phone\n1\n', { country: 'Germany' }, 'fields.country'],
  ])('that cannot work is refused at once: %j %j', async (csv, fields, path) => {
    const answer = await upload(server.url, (await register()).owner.accessToken, csv, fields);
    expect([answer.status, answer.body.errors?.[0].path]).toEqual([422, path]);
  });

  it('of a file with a quote that nothing closes says so instead of filling the memory', async () => {
    const own = await register();
    const done = await send(own, `phone,name\n+4915112340001,Ada\n+4915112340002,"${'x'.repeat(400_000)}\n`);
    expect(done).toMatchObject({ status: 'failed', error: expect.stringContaining('at line 3') });
  });

  it('can be looked at before', async () => {
    const own = await register();
    const { body } = await upload(
      server.url,
      own.owner.accessToken,
      'Mobile Phone;Full Name;Opted out;Shoe size\n+49151;Ada;no;38\n',
      {},
      '/v1/contacts/import/preview',
    );
    expect(body).toEqual({
      encoding: 'utf8',
      delimiter: ';',
      columns: ['Mobile Phone', 'Full Name', 'Opted out', 'Shoe size'],
      rows: [['+49151', 'Ada', 'no', '38']],
      mapping: { phone: 0, name: 1, 'attributes.Opted out': 2, 'attributes.Shoe size': 3 },
    });
  });
});

describe('an export', () => {
  it('comes back as it was when it is imported, and runs nothing in a spreadsheet', async () => {
    const own = await register();
    await own.post('/v1/contacts', {
      phone: '+4915112340001',
      name: '=HYPERLINK("x")',
      tags: ['a', 'b'],
      attributes: { note: '@here, "now"', size: 2 },
    });
    await own.post('/v1/contacts', { phone: '+4915112340002' });
    const csv = (await own.get('/v1/contacts/export')).body as string;
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv).not.toMatch(/(^|,)"?[=+\-@]/m);
    const json = (await own.get('/v1/contacts/export?format=json&tag=a')).body;
    expect(json.data).toEqual([expect.objectContaining({ name: '=HYPERLINK("x")', attributes: { note: '@here, "now"', size: 2 } })]);
    const other = await register();
    await other.post('/v1/contacts/fields', { name: 'size', type: 'number' });
    const done = await send(other, csv, {
      mapping: { phone: 'phone', name: 'name', tags: 'tags', 'attributes.note': 'attributes.note', 'attributes.size': 'attributes.size' },
    });
    expect(counts(done)).toEqual([2, 2, 0, 0]);
    expect((await everybody(other))[0]).toMatchObject(
      json.data[0] && { name: '=HYPERLINK("x")', tags: ['a', 'b'], attributes: { note: '@here, "now"', size: 2 } },
    );
  });
});
