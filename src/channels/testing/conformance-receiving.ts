import { expect, it } from '@jest/globals';
import { eventKey } from '../channel-events.ts';
import type { Channel } from '../contract.ts';
import { strangeText, testFile, text } from './rig.ts';
import type { Scene } from './rig.ts';

export function receiving(scene: Scene): void {
  const { traits } = scene;
  it('hears a message as it was written', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.rig.write(stage.rig.people.friend, strangeText);
    await stage.rig.until(() => stage.heard('message').length > 0);
    expect(stage.heard('message')).toMatchObject([{ fromMe: false, content: { type: 'text', text: { body: strangeText } } }]);
    expect(stage.heard('message')[0]?.from?.phone ?? stage.rig.people.friend).toBe(stage.rig.people.friend);
  });

  it('keeps the order of one chat, also when the events are not taken at first', async () => {
    const { stage } = scene;
    await stage.startLinked();
    stage.refuseEvents(2);
    const bodies = ['1', '2', '3', '4', '5'];
    const writing = (async () => {
      for (const body of bodies) await stage.rig.write(stage.rig.people.friend, body);
    })();
    await stage.rig.until(() => stage.heard('message').length >= bodies.length);
    await writing;
    expect(stage.heard('message').map(({ content }) => content.type === 'text' && content.text.body)).toEqual(bodies);
  });

  it('hears reactions, edits and revokes of others', async () => {
    const { stage } = scene;
    const { friend } = stage.rig.people;
    await stage.startLinked();
    const { providerId } = await stage.send(text('Hello'));
    await stage.rig.write(friend, 'Helo');
    await stage.rig.until(() => stage.heard('message').length > 0);
    const heardId = stage.heard('message')[0]?.providerId ?? '';

    await stage.rig.react(friend, providerId, '❤️');
    await stage.rig.edit(friend, heardId, 'Hello');
    await stage.rig.revoke(friend, heardId);
    await stage.rig.until(() => stage.heard('message_revoked').length > 0);
    expect(stage.heard('reaction')).toMatchObject([{ providerId, emoji: '❤️', fromMe: false }]);
    expect(stage.heard('message_edited')).toMatchObject([{ providerId: heardId, content: { type: 'text', text: { body: 'Hello' } } }]);
    expect(stage.heard('message_revoked')).toMatchObject([{ providerId: heardId }]);
  });

  it('names every event once', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.send(text('Hello'));
    await stage.rig.write(stage.rig.people.friend, 'Hello');
    await stage.rig.write(stage.rig.people.friend, 'Hello');
    await stage.rig.until(() => stage.heard('message').length > 1 && stage.heard('message_status').length > 1);
    const keys = stage
      .events()
      .map((event) => eventKey(event))
      .filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
  });

  if (traits.capabilities.has('download_media')) {
    it('gives the same bytes of a file, also to the session after it', async () => {
      const { stage } = scene;
      await stage.startLinked();
      await stage.rig.writeFile(stage.rig.people.friend);
      await stage.rig.until(() => stage.heard('message').length > 0);
      const content = stage.heard('message')[0]?.content;
      const mediaRef = content?.type === 'image' ? content.image.mediaRef : '';
      expect(await bytesOf(stage.channel(), mediaRef)).toEqual(testFile.bytes);
      await stage.start();
      await stage.rig.until(() => stage.heard('ready').length > 0);
      expect(await bytesOf(stage.channel(), mediaRef)).toEqual(testFile.bytes);
    });
  }

  if (traits.capabilities.has('history')) {
    it('finds in the history what was written while it was away', async () => {
      const { stage } = scene;
      const { friend } = stage.rig.people;
      await stage.startLinked();
      const since = stage.rig.now();
      await stage.send(text('Are you there?'));
      await stage.channel().stop();
      await stage.rig.write(friend, 'Yes');
      await stage.start();
      await stage.rig.until(() => stage.heard('ready').length > 0);
      const bodies = async () =>
        (await stage.channel().history(friend, { since, limit: 10 })).map(({ content }) => content.type === 'text' && content.text.body);
      await stage.rig.until(async () => (await bodies()).length === 2);
      expect(await bodies()).toEqual(['Are you there?', 'Yes']);
      for (const message of stage.heard('message')) expect(message.late).toBe(true);
    });
  }
}

async function bytesOf(channel: Channel, mediaRef: string): Promise<Buffer> {
  const stream = await channel.downloadMedia(mediaRef);
  return Buffer.concat(await stream.toArray());
}
