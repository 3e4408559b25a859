import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChannelEvent } from '../channel-events.ts';
import type { ChatId } from '../channels.schema.ts';
import type { Capability, Channel, ChannelTraits } from '../contract.ts';
import { ChannelError } from '../errors.ts';
import { receiving } from './conformance-receiving.ts';
import { groups, reading } from './conformance-reading.ts';
import { afterSending, sending } from './conformance-sending.ts';
import { createStage, samples, testFile, text } from './rig.ts';
import type { Rig, Scene } from './rig.ts';

/** The one suite that every channel passes; what a channel cannot do must fail as `not_supported`. */
export function channelConformance(name: string, traits: ChannelTraits, makeRig: () => Promise<Rig>): void {
  describe(`the ${name} channel`, () => {
    const scene = { traits } as Scene;
    beforeEach(async () => {
      scene.stage = createStage(await makeRig());
    });
    afterEach(async () => {
      const events = scene.stage.events();
      await scene.stage.end();
      expect(JSON.parse(JSON.stringify(events)).map((event: unknown) => ChannelEvent.parse(event))).toEqual(events);
    });

    describe('linking', () => {
      linking(scene);
    });
    describe('ending', () => {
      ending(scene);
    });
    describe('sending', () => {
      sending(scene);
    });
    describe('after a send', () => {
      afterSending(scene);
    });
    describe('receiving', () => {
      receiving(scene);
    });
    describe('reading', () => {
      reading(scene);
    });
    describe('groups', () => {
      groups(scene);
    });
    describe('what it cannot do', () => {
      unsupported(scene);
    });
  });
}

function linking(scene: Scene): void {
  it('shows a code, is scanned, and says so step by step until it is ready', async () => {
    const { stage } = scene;
    await stage.start();
    await stage.rig.until(() => stage.heard('qr').length > 0);
    expect(Date.parse(stage.heard('qr')[0]?.expiresAt ?? '')).toBeGreaterThan(stage.rig.now().getTime());
    await stage.rig.scan();
    await stage.rig.until(() => stage.heard('ready').length > 0);

    const steps = stage.events().map(({ type }) => type);
    expect(steps.indexOf('authenticated')).toBeGreaterThan(steps.lastIndexOf('qr'));
    expect(steps.indexOf('ready')).toBeGreaterThan(steps.indexOf('authenticated'));
    expect(stage.heard('ready')).toHaveLength(1);
    expect((await stage.channel().probe()).alive).toBe(true);
  });

  it('gives a pairing code in place of the QR', async () => {
    const { stage } = scene;
    await stage.start();
    await stage.rig.until(() => stage.heard('qr').length > 0);
    const { code } = await stage.channel().requestPairingCode(stage.rig.people.friend);
    expect(code).toMatch(/^[A-Z0-9]{8}$/);
    await stage.rig.until(() => stage.heard('pairing_code').length > 0);
    expect(stage.heard('pairing_code')[0]?.code).toBe(code);
  });

  it('comes back ready without a new code after a stop', async () => {
    const { stage } = scene;
    await stage.startLinked();
    const [{ phoneNumber } = {}] = stage.heard('ready');
    await stage.start();
    await stage.rig.until(() => stage.heard('ready').length > 0);
    expect(stage.heard('ready')[0]?.phoneNumber).toBe(phoneNumber);
    expect(stage.heard('qr')).toEqual([]);
  });

  it('refuses to send while it is not linked', async () => {
    const { stage } = scene;
    await stage.start();
    await expect(stage.send(text('too early'))).rejects.toMatchObject({ outcome: 'retryable', reason: 'not_connected' });
  });
}

function ending(scene: Scene): void {
  it('stops twice without harm, says nothing of it, and then does nothing more', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await Promise.all([stage.channel().stop(), stage.channel().stop()]);
    await stage.channel().stop();
    expect(stage.heard('disconnected')).toEqual([]);
    expect((await stage.channel().probe()).alive).toBe(false);
    await expect(stage.send(text('too late'))).rejects.toMatchObject({ outcome: 'retryable', reason: 'not_connected' });
  });

  it('is over when it is stopped while it is still starting', async () => {
    const { stage } = scene;
    const { channel, start } = stage.rig.session({ emit: () => undefined, openMedia: testFile.open });
    const failing = start().then(
      () => null,
      (error: unknown) => error,
    );
    await channel.stop();
    const failure = await failing;
    expect(failure === null || failure instanceof ChannelError).toBe(true);
    await expect(channel.requestPairingCode(stage.rig.people.friend)).rejects.toBeInstanceOf(ChannelError);
    expect((await channel.probe()).alive).toBe(false);
  });

  it('forgets its link when it is logged out', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.channel().logout();
    expect(stage.heard('disconnected')).toEqual([]);
    await stage.start();
    await stage.rig.until(() => stage.heard('qr').length > 0);
  });

  it('says that the phone unlinked it, and asks for a new scan at the next start', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.rig.unlinkOnPhone();
    await stage.rig.until(() => stage.heard('disconnected').length > 0);
    expect(stage.heard('disconnected')[0]?.reason).toBe('logged_out');
    await stage.start();
    await stage.rig.until(() => stage.heard('qr').length > 0);
  });

  it('says once that its connection is gone, and the next session is ready by itself', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.send(text('the last one'));
    await stage.rig.breakConnection();
    await stage.rig.until(() => stage.heard('disconnected').length > 0);
    await stage.rig.pass(2_000);
    expect(stage.heard('disconnected')).toHaveLength(1);
    expect(stage.heard('disconnected')[0]?.reason).not.toBe('logged_out');
    expect(stage.events().at(-1)?.type).toBe('disconnected');
    await stage.start();
    await stage.rig.until(() => stage.heard('ready').length > 0);
  });
}

function unsupported(scene: Scene): void {
  const missing = Object.entries(calls).filter(([capability]) => !scene.traits.capabilities.has(capability as Capability));
  it.each(missing)('says of %s that it is not supported, never a made-up success', async (_capability, call) => {
    const { stage } = scene;
    await stage.startLinked();
    const error: unknown = await call(stage.channel(), stage.rig.people.friend).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ outcome: 'not_supported', reason: 'not_supported' });
  });
}

const sends = Object.values(samples).map((content) => [
  `send.${content.type}`,
  (channel: Channel, to: ChatId) => channel.send({ to, content, ownId: 'own' }),
]);

const calls: Partial<Record<Capability, (channel: Channel, chatId: ChatId) => Promise<unknown>>> = {
  ...Object.fromEntries(sends),
  'link.pairing_code': (channel, chatId) => channel.requestPairingCode(chatId),
  screenshot: (channel) => channel.screenshot(),
  forward: (channel, chatId) => channel.forward({ chatId, providerId: 'any' }, chatId, 'own'),
  edit: (channel, chatId) => channel.edit({ chatId, providerId: 'any' }, { body: 'x' }),
  revoke: (channel, chatId) => channel.revoke({ chatId, providerId: 'any' }),
  react: (channel, chatId) => channel.react({ chatId, providerId: 'any' }, '👍'),
  star: (channel, chatId) => channel.star({ chatId, providerId: 'any' }, true),
  mark_read: (channel, chatId) => channel.markRead(chatId),
  show_state: (channel, chatId) => channel.showState(chatId, 'typing'),
  history: (channel, chatId) => channel.history(chatId, { since: new Date(0), limit: 1 }),
  download_media: (channel) => channel.downloadMedia('any'),
  check_numbers: (channel, chatId) => channel.checkNumbers([chatId]),
  profile_picture: (channel, chatId) => channel.profilePicture(chatId),
  block: (channel, chatId) => channel.setBlocked(chatId, true),
  contacts: (channel) => channel.contacts(),
  chats: (channel) => channel.chats(),
  groups: (channel) => channel.groups.list(),
};
