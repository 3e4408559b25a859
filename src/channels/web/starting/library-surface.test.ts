import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import wwebjs from 'whatsapp-web.js';

const SURFACE = new URL('library-surface.json', import.meta.url).pathname;
const folder = dirname(createRequire(import.meta.url).resolve('whatsapp-web.js/package.json'));

/** What we come between, call or take the place of: whoever changes these has to be read again. */
const CLIENT_METHODS = [
  'initialize',
  'inject',
  'attachEventListeners',
  'destroy',
  'requestPairingCode',
  'cancelPairingCode',
  'initWebVersionCache',
];
const PAGE_FUNCTIONS = [
  'getMessageModel',
  'getChat',
  'sendMessage',
  'editMessage',
  'forwardMessage',
  'sendSeen',
  'sendChatstate',
  'processMediaData',
  'processStickerData',
  'mediaInfoToFile',
  'enforceLidAndPnRetrieval',
  'getAddParticipantsRpcResult',
  'membershipRequestAction',
];

const sourceOf = (path: string) => readFileSync(join(folder, path), 'utf8');
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();

function everySource(path = 'src'): string {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? everySource(join(path, entry.name)) : sourceOf(join(path, entry.name))))
    .join('\n');
}

/** From where a page function is set to where the next one is. */
function pageFunction(utils: string, name: string): string {
  return utils.split(/^ {4}window\.WWebJS\./m).find((part) => part.startsWith(`${name} =`)) ?? '';
}

function surface(): object {
  const utils = sourceOf('src/util/Injected/Utils.js');
  const client = sourceOf('src/Client.js');
  const methods = wwebjs.Client.prototype as unknown as Record<string, () => void>;
  return {
    version: (JSON.parse(sourceOf('package.json')) as { version: string }).version,
    clientMethods: Object.getOwnPropertyNames(methods).sort(),
    events: Object.values((wwebjs as unknown as { Events: Record<string, string> }).Events).sort(),
    pageCalls: found(client, /window\.(on\w+)\(/g),
    pageFunctions: found(utils, /window\.WWebJS\.(\w+) =/g),
    modules: found(everySource(), /require\(\s*'(WA\w+)'/g),
    read: {
      ...Object.fromEntries(CLIENT_METHODS.map((name) => [name, hash(String(methods[name]))])),
      ...Object.fromEntries(PAGE_FUNCTIONS.map((name) => [`WWebJS.${name}`, hash(pageFunction(utils, name))])),
    },
  };
}

it('the library is the one that was read: another version is reviewed by docs/WHATSAPP-WEB.md before this file is renewed', () => {
  if (process.env['UPDATE'] === '1') writeFileSync(SURFACE, `${JSON.stringify(surface(), null, 2)}\n`);
  expect(surface()).toEqual(JSON.parse(readFileSync(SURFACE, 'utf8')));
});

it('everything that we come between is there', () => {
  const utils = sourceOf('src/util/Injected/Utils.js');
  expect(CLIENT_METHODS.filter((name) => !(name in wwebjs.Client.prototype))).toEqual([]);
  expect(PAGE_FUNCTIONS.filter((name) => pageFunction(utils, name) === '')).toEqual([]);
});
