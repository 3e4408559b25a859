// Lists, searches and segments of one organisation with 1,000,000 contacts, through the API of a server with the embedded database's settings.
// Targets: each count with its preview, and each page of a list, under 200 ms.
// node bench/contacts.mjs [contacts]   (after npm run build)
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { indexContacts } from '../dist/contacts/contacts.js';
import { parseMasterKeys } from '../dist/platform/crypto/master-key.js';
import { openDb } from '../dist/platform/db/db.js';
import { rolesFor } from '../dist/platform/db/roles.js';
import { startEmbedded } from '../dist/platform/embedded/embedded.js';
import { createLog } from '../dist/platform/log.js';
import { median, startWaxwing } from './server.mjs';

const CONTACTS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 15;
const SLOWEST_MS = 200;
const KEY = '11'.repeat(32);
const NO_LIMIT = '1000000000';

const log = createLog({ level: 'error' });
const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const postgres = await startEmbedded({ dataDir: join(dataDir, 'postgres'), log });
const env = { DATABASE_URL: postgres.adminUrl, TOKEN_MASTER_KEY: KEY, LIMIT_USER_PER_MINUTE: NO_LIMIT };
const waxwing = await startWaxwing({ dataDir: join(dataDir, 'server'), env });
const admin = new pg.Client({ connectionString: postgres.adminUrl });
await admin.connect();
const db = openDb({ url: postgres.adminUrl, roles: rolesFor('waxwing'), deriveKey: parseMasterKeys(KEY).current.deriveKey, log });
try {
  const { accessToken } = await waxwing.register();
  const { rows } = await admin.query('select organization_id from organizations');
  await fill(rows[0].organization_id);
  const built = performance.now();
  await indexContacts(db);
  console.log(`${CONTACTS} contacts; their bitmaps were built in ${((performance.now() - built) / 1000).toFixed(0)} s`);
  const slow = await measureAll(accessToken);
  if (slow > 0) process.exitCode = 1;
} finally {
  await db.close();
  await admin.end();
  await waxwing.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Names of 2,000 words, 200 cities, plans, purchases with cents, days of birth; one in ten has opted out. */
async function fill(organizationId) {
  await admin.query('set session_replication_role = replica');
  await admin.query(
    `with made as (
       insert into contacts (id, organization_id, name, sort_name, search, country, language, attributes, tags, consent, consent_at, consent_by,
         consent_recorded_at, created_at, last_inbound_at)
       select gen_random_uuid(), $1, first || ' ' || last, first || ' ' || last,
         array_to_tsvector(array[first, last, '1555' || lpad(n::text, 7, '0'), '555' || lpad(n::text, 7, '0'), lpad(n::text, 7, '0')]),
         (array['US', 'DE', 'BR', 'IN', 'ES'])[1 + n % 5], (array['en', 'de', 'pt', 'hi', 'es'])[1 + n % 5],
         jsonb_build_object('city', 'City ' || n % 200, 'plan', (array['free', 'pro', 'gold'])[1 + n % 3], 'spent', (n::bigint * 7919 % 1000000) / 100.0,
           'born', to_char(date '1950-01-01' + (n::bigint * 31 % 20000)::integer, 'YYYY-MM-DD')),
         case when n % 1000 = 0 then array['vip', 't' || n % 40] else array['t' || n % 40] end,
         case when n % 10 = 0 then 'opted_out' else 'none' end, case when n % 10 = 0 then now() end, case when n % 10 = 0 then 'person' end,
         case when n % 10 = 0 then now() end, now() - make_interval(days => n % 700), now() - make_interval(hours => n % 20000)
       from (select n, 'first' || n % 1000 as first, 'last' || n * 13 % 1000 as last from generate_series(1, $2::integer) n) people
       returning id, number
     )
     insert into contact_identities (organization_id, kind, value, contact_id)
     select $1, 'phone', '+1555' || lpad(number::text, 7, '0'), id from made`,
    [organizationId, CONTACTS],
  );
  await admin.query('vacuum analyze contacts, contact_identities');
}

async function measureAll(token) {
  const is = (field, value) => ({ field, op: 'is', value });
  const segments = {
    everybody: { all: [] },
    'one tag (1 in 1,000)': is('tag', 'vip'),
    'not opted out (9 in 10)': { field: 'consent', op: 'isNot', value: 'opted_out' },
    'plan gold and not opted out and active in 90 days': {
      all: [
        is('attributes.plan', 'gold'),
        { field: 'consent', op: 'isNot', value: 'opted_out' },
        { field: 'lastInboundAt', op: 'withinDays', value: 90 },
      ],
    },
    'spent over 1,234.56': { field: 'attributes.spent', op: 'gt', value: 1234.56 },
    'born in the eighties or in one of three cities, not vip': {
      all: [
        {
          any: [
            {
              all: [
                { field: 'attributes.born', op: 'gte', value: '1980-01-01' },
                { field: 'attributes.born', op: 'before', value: '1990-01-01' },
              ],
            },
            { field: 'attributes.city', op: 'anyOf', value: ['City 1', 'City 2', 'City 3'] },
          ],
        },
        { not: is('tag', 'vip') },
      ],
    },
  };
  const lists = {
    'newest first': '',
    'by name': 'sort=name',
    'one number': 'phone=%2B15550500000',
    'two words of a name': 'query=first12%20last156',
    'one frequent beginning': 'query=first',
    'last digits': 'query=0777777',
    'one tag (1 in 40)': 'tag=t7',
    'opted out, by name': 'optedOut=true&sort=name',
  };
  const headers = { Authorization: `Bearer ${token}` };
  let slow = 0;
  for (const [name, filter] of Object.entries(segments)) {
    const ask = () => waxwing.post('/v1/segments/preview', { filter }, headers);
    slow += await measure(`segment: ${name}`, ask, ({ count }) => `${count} contacts`);
  }
  for (const [name, query] of Object.entries(lists)) {
    const ask = async () => (await fetch(`${waxwing.url}/v1/contacts?${query}`, { headers })).json();
    slow += await measure(`list: ${name}`, ask, ({ data }) => `${data.length} on the page`);
  }
  return slow;
}

async function measure(name, ask, tell) {
  const times = [];
  let last;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    last = await ask();
    times.push(performance.now() - from);
  }
  const slowest = Math.max(...times.slice(1));
  console.log(
    `${name.padEnd(70)} median ${median(times).toFixed(0).padStart(4)} ms   slowest ${slowest.toFixed(0).padStart(4)} ms   ${tell(last)}`,
  );
  return median(times) > SLOWEST_MS ? 1 : 0;
}
