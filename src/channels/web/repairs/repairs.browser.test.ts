import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import wwebjs from 'whatsapp-web.js';
import type { GroupChat, Message } from 'whatsapp-web.js';
import { systemClock } from '../../../platform/clock.ts';
import { createLog } from '../../../platform/log.ts';
import { FRIEND, friendId, openLinked, OWN } from '../../../../tests/standin/scene.ts';
import type { Scene } from '../../../../tests/standin/scene.ts';
import { createAlarmClock } from '../../alarm-clock.ts';
import { createInPage } from '../page/in-page.ts';
import type { InPage } from '../page/in-page.ts';
import type { PageWindow } from '../page/whatsapp.ts';
import { changeMembers } from './group-members.ts';
import { applyRepairs } from './repairs.ts';

declare const window: PageWindow;

jest.setTimeout(90_000);

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const STRANGER = '15551230002@c.us';
const NEWSLETTER = '120363000000000001@newsletter';
const STATUS = 'status@broadcast';
const picture = () => new wwebjs.MessageMedia('image/png', PIXEL, 'pixel.png');
const log = createLog({ level: 'silent' });

let scene: Scene;
let inPage: InPage;

async function open(dialect: 'before' | 'today'): Promise<void> {
  scene = await openLinked({ dialect });
  const page = scene.stock.client.pupPage;
  if (!page) throw new Error('the stock client has no page');
  inPage = createInPage({ page, clock: createAlarmClock(systemClock, log) });
}

async function berries(): Promise<GroupChat> {
  const { id } = scene.standin.makeGroup({ subject: 'Berries', owner: OWN, quiet: true });
  return (await scene.stock.client.getChatById(id)) as GroupChat;
}

/** Found by its id, since half of the library's listeners are missing on today's page. */
async function arrived(): Promise<Message> {
  const { id } = scene.standin.receive(OWN, { from: FRIEND, type: 'image', file: { bytes: PIXEL, mimetype: 'image/png' } });
  return scene.stock.client.getMessageById(id);
}

const thumbnails = () =>
  scene.standin.sent(OWN).flatMap(({ to, message }) => (to === NEWSLETTER ? [(message as { thumbnail?: string }).thumbnail] : []));

/** By row: what the stock library is asked for, as whoever uses it does, and what comes of it where it works. */
const deeds: Record<string, () => Promise<unknown>> = {
  '1 names what it sends': async () => expect((await scene.stock.client.sendMessage(friendId, 'Hello')).id._serialized).toMatch(/^true_/),
  '1 lists its chats': async () => expect((await scene.stock.client.getChats()).length).toBeGreaterThan(0),
  '2 posts a text to its status': async () =>
    expect(await scene.stock.client.sendMessage(STATUS, 'my day')).toMatchObject({ isStatus: true }),
  '2 posts a picture to its status': async () =>
    expect(await scene.stock.client.sendMessage(STATUS, picture())).toMatchObject({ isStatus: true, type: 'image' }),
  '3 draws a preview for a channel': async () => {
    await scene.stock.client.sendMessage(NEWSLETTER, 'See https://example.com/page');
    expect(thumbnails().at(-1)).toBe('c2hhcnA=');
  },
  '6 blocks': async () => expect(await (await scene.stock.client.getContactById(friendId)).block()).toBe(true),
  '7 describes a group': async () => expect(await (await berries()).setDescription('All kinds')).toBe(true),
  '7 takes a description away': async () => expect(await (await berries()).setDescription('')).toBe(true),
  '8 sends a file': async () => expect((await scene.stock.client.sendMessage(friendId, picture())).hasMedia).toBe(true),
  '10 downloads a file': async () => expect(await (await arrived()).downloadMedia()).toMatchObject({ data: PIXEL }),
};

describe('with WhatsApp Web of today', () => {
  beforeAll(() => open('today'));
  afterAll(() => scene.close());

  // Each repair is one page function on modules that the others do not touch, so one page shows all of them.
  it.each(Object.keys(deeds))('without repairs: %s - not', async (name) => {
    await expect(deeds[name]?.()).rejects.toBeDefined();
  });

  it('finds every repair needed, and each takes', async () => {
    const verdicts = await applyRepairs(inPage, log);
    expect(Object.fromEntries(verdicts.map(({ name, verdict }) => [name, verdict]))).toEqual({
      message_keys: 'took',
      media_sends: 'armed',
      media_downloads: 'armed',
      status_sends: 'took',
      link_previews: 'took',
      blocking: 'took',
      group_description: 'took',
    });
  });

  it('is content when they are applied again', async () => {
    expect((await applyRepairs(inPage, log)).filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  });

  it.each(Object.keys(deeds))('with repairs: %s', async (name) => {
    await expect(deeds[name]?.()).resolves.not.toThrow();
  });

  it('5 says that somebody was no member of the group', async () => {
    const { id } = await berries();
    expect(await inPage(changeMembers, [id._serialized, 'remove', [STRANGER]])).toEqual(['not_a_member']);
  });

  it('9 says what went wrong in plain words', async () => {
    const failing = inPage(() => window.require('WAWebWidFactory').createWid('nonsense'), []);
    await expect(failing).rejects.toMatchObject({
      reason: 'page_incompatible',
      message: expect.stringContaining('wid error: invalid wid nonsense'),
    });
  });
});

describe('with WhatsApp Web before July 2026', () => {
  beforeAll(() => open('before'));
  afterAll(() => scene.close());

  it('finds no repair needed', async () => {
    const verdicts = await applyRepairs(inPage, log);
    expect(Object.fromEntries(verdicts.map(({ name, verdict }) => [name, verdict]))).toEqual({
      message_keys: 'not_needed',
      media_sends: 'armed',
      media_downloads: 'armed',
      status_sends: 'not_needed',
      link_previews: 'not_needed',
      blocking: 'not_needed',
      group_description: 'not_needed',
    });
  });

  it.each(Object.keys(deeds))('still %s', async (name) => {
    await expect(deeds[name]?.()).resolves.not.toThrow();
  });

  it('5 says that somebody was no member of the group', async () => {
    const { id } = await berries();
    expect(await inPage(changeMembers, [id._serialized, 'remove', [STRANGER]])).toEqual(['not_a_member']);
  });
});

describe('with a shape that nobody has seen', () => {
  beforeAll(() => open('before'));
  afterAll(() => scene.close());

  it('says so for each repair, and which of them a session cannot do without', async () => {
    await scene.stock.client.pupPage?.evaluate(`(() => {
      const Key = window.require('WAWebMsgKey');
      const strange = class { constructor({ id }) { this.$7 = id; } };
      Object.setPrototypeOf(strange, Key);
      const original = window.require;
      const modules = {
        WAWebMsgKey: strange,
        WAWebSendStatusMsgAction: {},
        WAWebLinkPreviewChatAction: {},
        WAWebBlockContactAction: {},
        WAWebGroupModifyInfoJob: { setGroupDescription: async ({ words }) => words },
        WAWebDownloadManager: {},
      };
      window.require = (name) => modules[name] ?? original(name);
      window.WWebJS.processMediaData = undefined;
    })()`);
    const verdicts = await applyRepairs(inPage, log);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(verdicts.map(() => 'failed'));
    expect(verdicts.filter(({ required }) => required).map(({ name }) => name)).toEqual(['message_keys', 'media_sends']);
    for (const { detail } of verdicts) expect(detail).toMatch(/\w+ \w+/);
  });
});
