import { describe, expect, it } from '@jest/globals';
import { roomOrderViolations } from './room-order.ts';
import { readFiles } from './source-files.ts';

const check = (files: Record<string, string>) => roomOrderViolations(new Map(Object.entries(files)));

it('the sources of the server and the dashboard keep the order of the rooms', () => {
  const sources = readFiles(/^(src|dashboard\/src)\/.*\.(tsx?|js)$/);
  expect(sources.size).toBeGreaterThan(0);
  expect(roomOrderViolations(sources)).toEqual([]);
});

describe('allowed are', () => {
  const allowed: [string, string, string][] = [
    ['an earlier room by its face', 'src/clients/clients.ts', `import { publish } from '../events/events.ts';`],
    ['an earlier room by its schema', 'src/clients/clients.schema.ts', `import { Event } from '../events/events.schema.ts';`],
    ['any file of the own room', 'src/clients/clients.ts', `import { insertClient } from './clients.sql.ts';`],
    ['any file of platform', 'src/access/access.ts', `import type { Tx } from '../platform/db/db.ts';`],
    ['everything for app.ts', 'src/app.ts', `import { routes } from './clients/clients.routes.ts';`],
    ['app.ts for main.ts', 'src/main.ts', `import { buildApp } from './app.ts';`],
    ['app.ts for a helper of tests', 'src/platform/testing/server.ts', `import { buildApp } from '../../app.ts';`],
    ['inner parts of an earlier room for a test', 'src/clients/clients.test.ts', `import { sign } from '../webhooks/sign.ts';`],
    ['everything for the tests beside the house', 'tests/journey.test.ts', `import { sign } from '../src/webhooks/sign.ts';`],
    ['packages', 'src/platform/http/app.ts', `import express from 'express'; import pg from 'pg';`],
    ['a package by a constant', 'src/platform/aws.ts', `const SDK = '@aws-sdk/client'; export const load = () => import(SDK);`],
    ['express for a test of channels', 'src/channels/cloud/graph.test.ts', `import express from 'express';`],
  ];
  it.each(allowed)('%s', (_, path, source) => expect(check({ [path]: source })).toEqual([]));
});

describe('refused is', () => {
  const refused: [string, string, string, string][] = [
    [
      'a later room',
      'src/access/users.ts',
      `import { findClient } from '../clients/clients.ts';`,
      'src/access/users.ts imports src/clients/clients.ts: clients stands after access',
    ],
    [
      'a later room for a test too',
      'src/access/users.test.ts',
      `import { findClient } from '../clients/clients.ts';`,
      'src/access/users.test.ts imports src/clients/clients.ts: clients stands after access',
    ],
    [
      'a type of a later room',
      'src/platform/queue.ts',
      `import type { Client } from '../clients/clients.schema.ts';`,
      'src/platform/queue.ts imports src/clients/clients.schema.ts: clients stands after platform',
    ],
    [
      'a re-export of a later room',
      'src/events/events.ts',
      `export * from '../webhooks/webhooks.ts';`,
      'src/events/events.ts imports src/webhooks/webhooks.ts: webhooks stands after events',
    ],
    [
      'a named re-export of a later room',
      'src/events/events.ts',
      `export { fanOut } from '../webhooks/webhooks.ts';`,
      'src/events/events.ts imports src/webhooks/webhooks.ts: webhooks stands after events',
    ],
    [
      'a later room by a dynamic import',
      'src/media/media.ts',
      `const load = async () => await import('../messages/messages.ts');`,
      'src/media/media.ts imports src/messages/messages.ts: messages stands after media',
    ],
    [
      'a later room in a type expression',
      'src/media/media.ts',
      `type Message = import('../messages/messages.ts').Message;`,
      'src/media/media.ts imports src/messages/messages.ts: messages stands after media',
    ],
    [
      'a dynamic import whose name is computed',
      'src/media/media.ts',
      'const load = (room: string) => import(`../${room}/${room}.ts`);',
      'src/media/media.ts imports a file whose name is computed',
    ],
    [
      'a later room by a constant',
      'src/media/media.ts',
      `const NAME = '../messages/messages.ts'; export const load = () => import(NAME);`,
      'src/media/media.ts imports src/messages/messages.ts: messages stands after media',
    ],
    [
      'the SQL of another room',
      'src/messages/messages.ts',
      `import { findContact } from '../contacts/contacts.sql.ts';`,
      'src/messages/messages.ts imports src/contacts/contacts.sql.ts: of contacts only its face or its schema',
    ],
    [
      'a part of another room',
      'src/clients/clients.ts',
      `import { sign } from '../webhooks/sign.ts';`,
      'src/clients/clients.ts imports src/webhooks/sign.ts: of webhooks only its face or its schema',
    ],
    [
      'the database in channels',
      'src/channels/web/web.ts',
      `import type { Tx } from '../../platform/db/db.ts';`,
      'src/channels/web/web.ts imports src/platform/db/db.ts: channels knows no SQL and no Express',
    ],
    [
      'the driver in channels',
      'src/channels/web/web.ts',
      `import pg from 'pg';`,
      'src/channels/web/web.ts imports pg: channels knows no SQL and no Express',
    ],
    [
      'express in channels',
      'src/channels/cloud/hook.ts',
      `import { Router } from 'express';`,
      'src/channels/cloud/hook.ts imports express: channels knows no SQL and no Express',
    ],
    ['routes in channels', 'src/channels/channels.routes.ts', ``, 'src/channels/channels.routes.ts: channels has no SQL and no routes'],
    [
      'app.ts inside a room',
      'src/access/access.ts',
      `import { buildApp } from '../app.ts';`,
      'src/access/access.ts imports src/app.ts: only tests import what puts the rooms together',
    ],
    [
      'a helper of tests in the product',
      'src/access/access.ts',
      `import { fakeClock } from '../platform/testing/fake-clock.ts';`,
      'src/access/access.ts imports src/platform/testing/fake-clock.ts: only tests import what is made for tests',
    ],
    [
      'a test in the product',
      'src/access/access.ts',
      `import './access.test.ts';`,
      'src/access/access.ts imports src/access/access.test.ts: only tests import what is made for tests',
    ],
    [
      'the server in the dashboard',
      'dashboard/src/access/login.tsx',
      `import type { User } from '../../../src/access/access.schema.ts';`,
      'dashboard/src/access/login.tsx imports src/access/access.schema.ts: dashboard and server meet only through /openapi.json',
    ],
    [
      'the dashboard in the server',
      'src/app.ts',
      `import { theme } from '../dashboard/src/theme.ts';`,
      'src/app.ts imports dashboard/src/theme.ts: dashboard and server meet only through /openapi.json',
    ],
    ['a room nobody planned', 'src/utils/strings.ts', ``, 'src/utils/strings.ts is in no room of the house'],
    ['a file beside the rooms', 'src/helpers.ts', ``, 'src/helpers.ts is in no room of the house'],
  ];
  it.each(refused)('%s', (_, path, source, message) => expect(check({ [path]: source })).toEqual([message]));

  it('an import that leaves out the ending of a later room’s face', () => {
    const files = { 'src/access/users.ts': `import '../clients/clients';`, 'src/clients/clients.ts': '' };
    expect(check(files)).toEqual(['src/access/users.ts imports src/clients/clients.ts: clients stands after access']);
  });

  it('a cycle of files, types included, told once', () => {
    const files = {
      'src/access/access.ts': `import { a } from './users.ts';`,
      'src/access/keys.ts': `import type { Access } from './access.ts';`,
      'src/access/users.ts': `export { b } from './keys.ts';`,
      'src/access/roles.ts': `import './users.ts';`,
    };
    expect(check(files)).toEqual(['import cycle: src/access/access.ts → src/access/users.ts → src/access/keys.ts → src/access/access.ts']);
  });

  it('a cycle of the dashboard and a file that imports itself', () => {
    const files = {
      'dashboard/src/a.tsx': `import { b } from './b.tsx'; export const A = () => <b />;`,
      'dashboard/src/b.tsx': `import { A } from './a.tsx';`,
      'src/events/events.ts': `import './events.ts';`,
    };
    expect(check(files)).toEqual([
      'import cycle: dashboard/src/a.tsx → dashboard/src/b.tsx → dashboard/src/a.tsx',
      'import cycle: src/events/events.ts → src/events/events.ts',
    ]);
  });
});
