import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { describeTableTypes } from '../../src/platform/db/catalog-types.ts';
import { describeSchema } from '../../src/platform/db/catalog.ts';
import { packageRoot } from '../../src/platform/package.ts';
import { cloneDatabase, TEST_ROLES } from '../../src/platform/testing/database.ts';
import type { TestDatabase } from '../../src/platform/testing/database.ts';

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await cloneDatabase();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
});

const query = async (text: string, values?: unknown[]) => (await admin.query(text, values)).rows;

function expectFile(name: string, text: string): void {
  const file = join(packageRoot, name);
  if (process.env.UPDATE === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
}

it('sql/schema.sql is what the migrations make', async () => {
  expectFile('sql/schema.sql', await describeSchema(query, TEST_ROLES));
});

it('tests/rules/tables.generated.ts has the row types that the migrations make', async () => {
  expectFile('tests/rules/tables.generated.ts', await describeTableTypes(query));
});
