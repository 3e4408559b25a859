import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, testFile, text } from '../testing/rig.ts';
import type { Stage } from '../testing/rig.ts';
import { sandboxRig } from '../testing/sandbox-rig.ts';
import type { SandboxRig } from '../testing/sandbox-rig.ts';

const FRIEND = '+15551230001';
const OTHER = '+15551230002';

let rig: SandboxRig;
let stage: Stage;

beforeEach(async () => {
  rig = sandboxRig();
  stage = createStage(rig);
  await stage.startLinked();
});
afterEach(() => stage.end());

async function heardFrom(from: string, body: string) {
  await rig.write(from, body);
  const message = stage.heard('message').at(-1);
  return { chatId: message?.chatId ?? '', providerId: message?.providerId ?? '' };
}

describe("the sandbox's terms", () => {
  it('let a message be edited for 15 minutes and taken back for 60 hours', async () => {
    const sent = await stage.send(text('Tomorow'));
    await rig.pass(15 * 60_000);
    await stage.channel().edit(sent, { body: 'Tomorrow' });
    await rig.pass(1);
    const late = { outcome: 'not_sent', reason: 'too_late' };
    await expect(stage.channel().edit(sent, { body: 'Today' })).rejects.toMatchObject(late);
    await rig.pass(60 * 3_600_000);
    await expect(stage.channel().revoke(sent)).rejects.toMatchObject(late);
    expect(await rig.copies(FRIEND)).toMatchObject([{ text: 'Tomorrow', revoked: false }]);
  });

  it('let nobody edit or take back what others wrote', async () => {
    const theirs = await heardFrom(FRIEND, 'Hello');
    const error = { outcome: 'not_sent', reason: 'message_not_found' };
    await expect(stage.channel().edit(theirs, { body: 'Bye' })).rejects.toMatchObject(error);
    await expect(stage.channel().revoke(theirs)).rejects.toMatchObject(error);
  });

  it('forward a message as a new one that says so, its file included', async () => {
    const theirs = await heardFrom(FRIEND, 'Pass it on');
    await stage.channel().forward(theirs, OTHER, 'own-a');
    await rig.writeFile(FRIEND);
    const file = stage.heard('message').at(-1);
    await stage.channel().forward({ chatId: FRIEND, providerId: file?.providerId ?? '' }, OTHER, 'own-b');
    expect(await (await rig.sandbox()).sent(OTHER)).toMatchObject([
      { forwarded: true, ownId: 'own-a', text: { body: 'Pass it on' } },
      { forwarded: true, ownId: 'own-b', image: { sha256: testFile.sha256 } },
    ]);
  });

  it('let only admins change a group', async () => {
    const { groups } = stage.channel();
    await rig.write(FRIEND, 'Hello', 'birds@g.us');
    const error = { outcome: 'not_sent', reason: 'not_an_admin' };
    await expect(groups.setSubject('birds@g.us', 'Bees')).rejects.toMatchObject(error);
    await expect(groups.changeParticipants('birds@g.us', 'remove', [FRIEND])).rejects.toMatchObject(error);
    await expect(groups.setSubject('bees@g.us', 'Bees')).rejects.toMatchObject({ outcome: 'not_sent', reason: 'chat_not_found' });
  });

  it('let a number come back by the invite link, until that is renewed', async () => {
    const { groups } = stage.channel();
    const { group } = await groups.create('Birds', [FRIEND]);
    const old = await groups.inviteLink(group.groupId);
    const link = await groups.renewInviteLink(group.groupId);
    await groups.leave(group.groupId);
    await expect(groups.join(old)).rejects.toMatchObject({ outcome: 'not_sent', reason: 'chat_not_found' });
    expect(await groups.join(link)).toBe(group.groupId);
    expect(stage.heard('group_updated').map(({ change }) => change)).toEqual(['created', 'left', 'joined']);
  });

  it('keep out whoever is blocked', async () => {
    await stage.channel().setBlocked(FRIEND, true);
    await expect(rig.write(FRIEND, 'Hello?')).rejects.toMatchObject({ outcome: 'not_sent', reason: 'recipient_refused' });
    expect(await stage.channel().contacts()).toMatchObject([{ person: { phone: FRIEND }, blocked: true }]);
    await stage.channel().setBlocked(FRIEND, false);
    await rig.write(FRIEND, 'Hello!');
    expect(stage.heard('message')).toHaveLength(1);
  });

  it('do not send a file that cannot be read', async () => {
    const channel = rig.session({
      emit: () => undefined,
      openMedia: async () => {
        throw new Error('no such file');
      },
    });
    await stage.channel().stop();
    await channel.start();
    await rig.pass(1_000);
    const content = { type: 'image', image: { mediaRef: 'gone', mimeType: 'image/png' } } as const;
    await expect(channel.channel.send({ to: FRIEND, content, ownId: 'x' })).rejects.toMatchObject({
      outcome: 'not_sent',
      reason: 'media_missing',
    });
    await expect(channel.channel.downloadMedia('gone')).rejects.toMatchObject({ outcome: 'not_sent', reason: 'media_missing' });
    expect(await rig.copies(FRIEND)).toEqual([]);
    await channel.channel.stop();
  });
});
