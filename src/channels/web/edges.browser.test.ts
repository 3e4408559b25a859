import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Server as ProxyServer } from 'proxy-chain';
import { createStage, testFile, text } from '../testing/rig.ts';
import type { Stage } from '../testing/rig.ts';
import { webRig } from '../testing/web-rig.ts';
import type { WebRig } from '../testing/web-rig.ts';
import { profileFolder } from './browser/browser.ts';

jest.setTimeout(90_000);

let rig: WebRig;
let stage: Stage;

async function open(options: Parameters<typeof webRig>[0] = {}): Promise<void> {
  rig = await webRig({ dialect: 'today', ...options });
  stage = createStage(rig);
}
const reasons = () => stage.heard('disconnected').map(({ reason }) => reason);

afterEach(async () => {
  await stage.end();
  const faults = [...rig.standin.pageErrors(), ...rig.standin.unknownModules()];
  if (faults.length > 0) throw new Error(`the page was asked for what it does not know, or failed: ${faults.join(', ')}`);
});

describe('linking', () => {
  it('asks for new codes when the page runs out of them, and gives up after six', async () => {
    await open({ firstQrMs: 150, qrMs: 150, qrCodes: 4 });
    await stage.start();
    await rig.until(() => reasons().length > 0);
    expect(reasons()).toEqual(['qr_expired']);
    expect(stage.heard('qr').map(({ attemptsLeft }) => attemptsLeft)).toEqual([5, 4, 3, 2, 1, 0]);
    await stage.channel().stop();
    expect(await rig.processes()).toBe(0);
  });

  it('is ready by a code that was typed on the phone', async () => {
    await open();
    await stage.start();
    await rig.until(() => stage.heard('qr').length > 0);
    const { code } = await stage.channel().requestPairingCode(rig.own);
    rig.standin.pair(code);
    await rig.until(() => stage.heard('ready').length > 0);
    expect(stage.heard('ready')[0]).toMatchObject({ phoneNumber: rig.own });
    await expect(stage.channel().requestPairingCode(rig.own)).rejects.toMatchObject({ reason: 'not_awaiting_scan' });
  });

  it('says that WhatsApp wants a passkey, and goes on once the phone has answered', async () => {
    await open();
    await stage.start();
    await rig.until(() => stage.heard('qr').length > 0);
    rig.standin.askPasskey(rig.qr());
    await rig.scan();
    await rig.until(() => stage.heard('passkey_required').length > 0);
    expect(stage.heard('ready')).toEqual([]);
    rig.standin.answerPasskey(rig.own);
    await rig.until(() => stage.heard('ready').length > 0);
    expect(stage.heard('passkey_required')).toHaveLength(1);
  });

  it('shows what the browser shows', async () => {
    await open();
    await stage.start();
    expect(
      Buffer.from(await stage.channel().screenshot())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('restores its profile from a copy before it asks for a new scan', async () => {
    await open();
    await stage.startLinked();
    await stage.channel().stop();
    await rm(join(profileFolder(rig.folder), 'Default', 'IndexedDB'), { recursive: true });
    await stage.start();
    await rig.until(() => stage.heard('ready').length > 0);
    expect(stage.heard('qr')).toEqual([]);
  });

  it('asks for a new scan when there is no copy to restore', async () => {
    await open();
    await stage.startLinked();
    await stage.channel().stop();
    await rm(join(rig.folder, 'copies'), { recursive: true });
    await rm(join(profileFolder(rig.folder), 'Default', 'IndexedDB'), { recursive: true });
    await stage.start();
    await rig.until(() => stage.heard('qr').length > 0);
    expect(stage.heard('ready')).toEqual([]);
  });
});

describe('a session that ends by itself', () => {
  it.each([
    ['CONFLICT', 'conflict'],
    ['TOS_BLOCK', 'tos_block'],
    ['SMB_TOS_BLOCK', 'tos_block'],
    ['PROXYBLOCK', 'proxy_block'],
    ['DEPRECATED_VERSION', 'page_incompatible'],
    ['UNPAIRED', 'logged_out'],
  ])('says what %s means', async (state, reason) => {
    await open();
    await stage.startLinked();
    rig.standin.state(rig.own, state);
    await rig.until(() => reasons().length > 0);
    expect(reasons()).toEqual([reason]);
    await stage.channel().stop();
    expect(await rig.processes()).toBe(0);
  });

  it('says that its page hangs when it is asked, and leaves nothing behind', async () => {
    await open();
    await stage.startLinked();
    rig.standin.hang(rig.own, 60_000);
    await rig.until(async () => !(await stage.channel().probe()).alive);
    await stage.channel().stop();
    expect(await rig.processes()).toBe(0);
  });

  it('says that the phone has unlinked it while it was away', async () => {
    await open();
    await stage.startLinked();
    await stage.channel().stop();
    rig.standin.logOut(rig.own);
    await stage.start();
    await rig.until(() => reasons().length > 0);
    expect(reasons()).toEqual(['logged_out']);
  });
});

describe('a start that cannot succeed', () => {
  it.each([
    ['browser_missing', (settings: WebRig['settings']) => ({ ...settings, chromiumPath: '/nowhere/chromium' })],
    ['build_missing', (settings: WebRig['settings']) => ({ ...settings, webVersion: '1.2.3' })],
    ['build_missing', (settings: WebRig['settings']) => ({ ...settings, webVersionDir: null })],
  ])('says why: %s', async (reason, changed) => {
    await open();
    Object.assign(rig.settings, changed(rig.settings));
    await expect(stage.start()).rejects.toMatchObject({ outcome: expect.stringMatching(/not_sent|retryable/), reason });
    expect(await rig.processes()).toBe(0);
  });

  it('refuses a build that is not named like one', async () => {
    await open({ start: { settings: { webVersion: '../../etc/passwd' } } });
    await expect(stage.start()).rejects.toMatchObject({ reason: 'build_missing' });
  });
});

describe('hearing', () => {
  it('becomes ready once, however often the page says that it has synced', async () => {
    await open();
    await stage.startLinked();
    rig.standin.resync(rig.own);
    rig.standin.resync(rig.own);
    await rig.write(rig.people.friend, 'Still there?');
    await rig.until(() => stage.heard('message').length > 0);
    expect(stage.heard('ready')).toHaveLength(1);
    expect(stage.heard('message')).toHaveLength(1);
  });

  it('gives both identities of a person who writes by a hidden one', async () => {
    await open();
    const { lid } = rig.standin.person(rig.people.stranger);
    await stage.startLinked();
    await rig.write(lid, 'Guess who');
    await rig.until(() => stage.heard('message').length > 0);
    expect(stage.heard('message')[0]).toMatchObject({ chatId: rig.people.stranger, from: { phone: rig.people.stranger, lid } });
  });

  it('hears votes, calls and what happens in groups', async () => {
    await open();
    const { friend, stranger } = rig.people;
    await stage.startLinked();
    const poll = await stage.send({ type: 'poll', poll: { question: 'Berries?', options: ['Yes', 'No'] } });
    rig.standin.vote(rig.own, { from: friend, to: poll.providerId, options: ['No'] });
    rig.standin.call(rig.own, { from: friend, video: true });
    const { id } = rig.standin.makeGroup({ subject: 'Berries', owner: friend, participants: [rig.own, stranger] });
    rig.standin.changeGroup(id, { by: friend, subtype: 'subject', body: 'Sloes' });
    await rig.until(() => stage.heard('group_updated').some(({ change }) => change === 'subject'));
    await rig.until(() => stage.heard('call').length > 0);
    expect(stage.heard('poll_vote')).toMatchObject([{ providerId: poll.providerId, from: { phone: friend }, options: ['No'] }]);
    expect(stage.heard('call')).toMatchObject([{ chatId: friend, video: true }]);
  });

  it('hears what was typed on the own phone, and not what it sent itself', async () => {
    await open();
    await stage.startLinked();
    await stage.send(text('From here'));
    rig.standin.receive(rig.own, { from: rig.own, to: rig.people.friend, body: 'From the phone' });
    await rig.until(() => stage.heard('message').length > 0);
    expect(stage.heard('message')).toMatchObject([
      { fromMe: true, chatId: rig.people.friend, content: { text: { body: 'From the phone' } } },
    ]);
  });
});

describe('doing', () => {
  it('sends once what is asked for twice under one own id', async () => {
    await open();
    await stage.startLinked();
    const message = { to: rig.people.friend, content: text('Once'), ownId: 'the-same' };
    const [first, second] = [await stage.channel().send(message), await stage.channel().send(message)];
    expect(second.providerId).toBe(first.providerId);
    expect(await rig.copies(rig.people.friend)).toHaveLength(1);
    const found = await stage.channel().findMessage({ chatId: message.to, since: new Date(0), ownId: message.ownId });
    expect(found).toMatchObject({ found: 'went', sent: { providerId: first.providerId } });
  });

  it('quotes, forwards, stars, shows that it types, blocks and lists', async () => {
    await open();
    const { friend, stranger } = rig.people;
    await stage.startLinked();
    const sent = await stage.send(text('Hello'));
    const reply = await stage.channel().send({ to: friend, content: text('And again'), ownId: 'reply', replyTo: sent.providerId });
    expect(rig.standin.sent(rig.own).at(-1)).toMatchObject({
      id: reply.providerId,
      message: { quotedStanzaID: sent.providerId.split('_')[2] },
    });
    const copy = await stage.channel().forward(sent, stranger, 'forwarded');
    expect(await rig.copies(stranger)).toMatchObject([{ providerId: copy.providerId, text: 'Hello' }]);
    await stage.channel().star(sent, true);
    await stage.channel().star(sent, false);
    for (const state of ['typing', 'recording', 'idle'] as const) await stage.channel().showState(friend, state);
    await stage.channel().setBlocked(friend, true);
    const known = async () => (await stage.channel().contacts()).find(({ person }) => person.phone === friend);
    expect(await known()).toMatchObject({ blocked: true });
    await stage.channel().setBlocked(friend, false);
    expect(await known()).toMatchObject({ blocked: false });
    expect((await stage.channel().chats()).map(({ chatId }) => chatId)).toEqual(expect.arrayContaining([friend, stranger]));
  });

  it('shows a picture of whoever has one', async () => {
    await open();
    rig.standin.picture(rig.people.friend, testFile.bytes);
    await stage.startLinked();
    const picture = await stage.channel().profilePicture(rig.people.friend);
    expect(Buffer.concat((await picture?.toArray()) ?? [])).toEqual(testFile.bytes);
    expect(await stage.channel().profilePicture(rig.people.stranger)).toBeNull();
  });

  it('posts to its status', async () => {
    await open();
    await stage.startLinked();
    await stage.send(text('my day'), 'status@broadcast');
    await stage.send({ type: 'image', image: { mediaRef: 'test-file', mimeType: 'image/jpeg' } }, 'status@broadcast');
    expect(rig.standin.sent(rig.own).filter(({ to }) => to === 'status@broadcast')).toHaveLength(2);
  });
});

describe('a proxy', () => {
  it('is reached with its password through a forwarder, and everything goes through it', async () => {
    const asked: string[] = [];
    const proxy = new ProxyServer({
      port: 0,
      host: '127.0.0.1',
      prepareRequestFunction: ({ username, password, hostname }) => {
        asked.push(hostname);
        return { requestAuthentication: username !== 'ada' || password !== 'secret' };
      },
    });
    await proxy.listen();
    try {
      await open({ start: { proxyUrl: `http://ada:secret@127.0.0.1:${proxy.port}` } });
      rig.settings.chromiumArgs = [...rig.settings.chromiumArgs, '--proxy-bypass-list=<-loopback>'];
      await stage.startLinked();
      expect(asked).toContain('127.0.0.1');
      await stage.channel().stop();
    } finally {
      await proxy.close(true);
    }
  });

  it('that does not answer ends the start', async () => {
    await open({ start: { proxyUrl: 'http://127.0.0.1:9' } });
    rig.settings.webVersion = null;
    await expect(stage.start()).rejects.toMatchObject({ reason: 'proxy_failed' });
    expect(await rig.processes()).toBe(0);
  });
});
