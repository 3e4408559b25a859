import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import wweb from 'whatsapp-web.js';
import type { GroupChat, Message } from 'whatsapp-web.js';
import { FRIEND, friendId, openLinked, OWN } from './scene.ts';
import type { Scene } from './scene.ts';

const TEST_MS = 60_000;
const strangerId = '15551230002@c.us';
const channelId = '120363000000000001@newsletter';
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const picture = () => new wweb.MessageMedia('image/png', PIXEL, 'pixel.png');

let scene: Scene;

/** What each row of the table is about, as whoever uses the library does it. */
const deeds = {
  sendText: () => scene.stock.client.sendMessage(friendId, 'Hello'),
  listChats: () => scene.stock.client.getChats(),
  postStatus: () => scene.stock.client.sendMessage('status@broadcast', 'my day'),
  postPicture: () => scene.stock.client.sendMessage('status@broadcast', picture()),
  previewInChannel: async () => {
    await scene.stock.client.sendMessage(channelId, 'See https://example.com/page');
    await scene.stock.until(() => sentTo(channelId).length > 0);
    return sentTo(channelId)[0]?.['thumbnail'];
  },
  removeStranger: async () => (await berries()).removeParticipants([strangerId]),
  block: async () => (await scene.stock.client.getContactById(friendId)).block(),
  describeGroup: async () => (await berries()).setDescription('All kinds'),
  sendPicture: () => scene.stock.client.sendMessage(friendId, picture()),
  downloadPicture: async () => {
    scene.standin.receive(OWN, { from: FRIEND, type: 'image', file: { bytes: PIXEL, mimetype: 'image/png' } });
    const [message] = await scene.stock.next('message');
    return (message as Message).downloadMedia();
  },
};

const sentTo = (id: string) =>
  scene.standin
    .sent(OWN)
    .filter(({ to }) => to === id)
    .map(({ message }) => message as Record<string, unknown>);

async function berries(): Promise<GroupChat> {
  const { id } = scene.standin.makeGroup({ subject: 'Berries', owner: OWN, quiet: true });
  return (await scene.stock.client.getChatById(id)) as GroupChat;
}

/** The same scene for all of these, because none of them changes what the others meet. */
function onOneScene(open: () => Promise<Scene>): void {
  beforeAll(async () => {
    scene = await open();
  }, TEST_MS);
  afterAll(() => scene.close());
}

describe('before July 2026 the stock library', () => {
  onOneScene(() => openLinked());

  it('gets along with the page in every row', async () => {
    expect((await deeds.sendText()).id._serialized).toMatch(/^true_/);
    expect(await deeds.listChats()).toHaveLength(1);
    expect(await deeds.postStatus()).toMatchObject({ isStatus: true });
    expect(await deeds.postPicture()).toMatchObject({ isStatus: true, type: 'image' });
    expect(await deeds.previewInChannel()).toBe('c2hhcnA=');
    await expect(deeds.removeStranger()).rejects.toMatchObject({ name: 'ServerStatusCodeError', message: 'server answered 400' });
    expect(await deeds.block()).toBe(true);
    expect(await deeds.describeGroup()).toBe(true);
    expect((await deeds.sendPicture()).hasMedia).toBe(true);
    expect(await deeds.downloadPicture()).toMatchObject({ data: PIXEL });
    expect(scene.standin.unknownModules()).toEqual([]);
  });
});

describe('today the stock library', () => {
  onOneScene(() => openLinked({ dialect: 'today' }));

  it('1: sends and does not know what', async () => {
    expect(await deeds.sendText()).toBeUndefined();
    await scene.stock.until(() => scene.standin.sent(OWN).length === 1);
    const [created] = await scene.stock.next('message_ack');
    expect((created as Message).id).toMatchObject({ fromMe: true, $1: expect.stringMatching(/^true_.*@lid_/) });
    expect((created as Message).id._serialized).toBeUndefined();
  });

  it('1 and 9: cannot list its chats, and cannot say why', async () => {
    await expect(deeds.listChats()).rejects.toMatchObject({ name: 't', message: expect.stringMatching(/^t\b/) });
  });

  it('2: cannot post a status', async () => {
    await expect(deeds.postStatus()).rejects.toThrow('canCheckStatusRankingPosterGating is not a function');
  });

  it('3: blurs the previews of a channel', async () => {
    expect(await deeds.previewInChannel()).toBe('Ymx1cg==');
  });

  it('4: is ready without hearing anything', async () => {
    expect(scene.stock.heard('ready').length).toBeGreaterThan(0);
    scene.standin.receive(OWN, { from: FRIEND, body: 'Hi' });
    const arrived = `window.require('WAWebCollections').Msg.some(({ body }) => body === 'Hi')`;
    await scene.stock.until(async () => (await scene.stock.client.pupPage?.evaluate(arrived)) === true);
    expect(scene.stock.heard('message')).toEqual([]);
  });

  it('5: has removed whoever was never there', async () => {
    expect(await deeds.removeStranger()).toEqual({ status: 200 });
  });

  it('6: cannot block', async () => {
    await expect(deeds.block()).rejects.toThrow('getContactToBlockOnlyUseIfNoAssociatedChat is not a function');
  });

  it('7: cannot describe a group', async () => {
    await expect(deeds.describeGroup()).rejects.toThrow(`Cannot read properties of undefined (reading 'toJid')`);
  });

  it('8: cannot send a file', async () => {
    await expect(deeds.sendPicture()).rejects.toMatchObject({ name: 't', message: expect.stringMatching(/^t\b/) });
  });

  it('never asks for what this page does not know', () => {
    expect(scene.standin.unknownModules()).toEqual([]);
  });
});

describe('with one row changed the stock library', () => {
  afterEach(() => scene.close());

  it(
    '2: posts a picture to its status by two arguments where one object is taken',
    async () => {
      scene = await openLinked({ changes: { statusSending: true } });
      const helper = `window.require('WAWebStatusGatingUtils').canCheckStatusRankingPosterGating = () => false`;
      await scene.stock.client.pupPage?.evaluate(helper);
      await expect(deeds.postPicture()).rejects.toThrow(`Cannot read properties of undefined (reading 'id')`);
    },
    TEST_MS,
  );

  it(
    '4: is never ready after a restart, though it is connected',
    async () => {
      scene = await openLinked({ changes: { earlySync: true } });
      const { client, heard, started } = await scene.restart();
      await started;
      expect(await client.getState()).toBe('CONNECTED');
      expect([heard('authenticated'), heard('ready'), heard('qr')]).toEqual([[], [], []]);
    },
    TEST_MS,
  );

  it(
    '8: overwrites the id of a message with a file',
    async () => {
      scene = await openLinked({ changes: { mediaModel: true } });
      await expect(deeds.sendPicture()).rejects.toThrow('Data passed to getter must include an id property');
    },
    TEST_MS,
  );

  it(
    '10: downloads nothing, because it does not say of what type it is',
    async () => {
      scene = await openLinked({ changes: { mediaTypes: true } });
      await expect(deeds.downloadPicture()).rejects.toThrow('without its mimetype');
    },
    TEST_MS,
  );
});
