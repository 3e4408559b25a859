import { afterEach, expect, it } from '@jest/globals';
import type { GroupChat } from 'whatsapp-web.js';
import { FRIEND, friendId, openLinked, OWN } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const TEST_MS = 60_000;
const strangerId = '15551230002@c.us';
const complaints = () => [scene.standin.unknownModules(), scene.standin.pageErrors()];

it(
  'makes groups, changes them, and hears what others do to them',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const { client } = stock;
    standin.person('+15551230003', { invitesOnly: true });
    const made = await client.createGroup('Berries', [friendId, '15551230003@c.us']);
    if (typeof made === 'string') throw new Error(made);
    expect(made.participants).toMatchObject({
      '15550001000@c.us': { statusCode: 200, isGroupCreator: true },
      [friendId]: { statusCode: 200 },
      '15551230003@c.us': { statusCode: 403, isInviteV4Sent: true },
    });
    const groupId = made.gid._serialized;
    const group = (await client.getChatById(groupId)) as GroupChat;
    expect(await group.setSubject('Wild berries')).toBe(true);
    expect(await group.setDescription('All kinds')).toBe(true);
    expect(await group.setMessagesAdminsOnly()).toBe(true);
    const added = await group.addParticipants([strangerId, friendId], { sleep: 0 });
    expect(added).toMatchObject({ [strangerId]: { code: 200 }, [friendId]: { code: 409 } });
    expect(await group.promoteParticipants([strangerId])).toEqual({ status: 200 });
    expect(await group.demoteParticipants([strangerId])).toEqual({ status: 200 });
    expect(await group.removeParticipants([strangerId])).toEqual({ status: 200 });
    expect(standin.group(groupId)).toMatchObject({ subject: 'Wild berries', desc: 'All kinds', announce: true });
    expect([...(standin.group(groupId)?.participants.keys() ?? [])]).toEqual(['15550001000@c.us', friendId]);
    expect((await client.getChatById(groupId)) as GroupChat).toMatchObject({
      groupMetadata: {
        participants: [
          { id: { _serialized: '15550001000@c.us' }, isAdmin: true },
          { id: { _serialized: friendId }, isAdmin: false },
        ],
      },
    });

    const code = await group.getInviteCode();
    expect(await client.getInviteInfo(code)).toMatchObject({ subject: 'Wild berries', id: { _serialized: groupId } });
    expect(await group.revokeInvite()).not.toBe(code);

    standin.changeGroup(groupId, { by: strangerId, subtype: 'membership_approval_request', people: [strangerId] });
    await stock.next('group_membership_request');
    expect(await group.getGroupMembershipRequests()).toMatchObject([{ id: { _serialized: strangerId } }]);
    expect(await group.approveGroupMembershipRequests({ requesterIds: [strangerId], sleep: null })).toMatchObject([
      { requesterId: strangerId },
    ]);
    standin.changeGroup(groupId, { by: strangerId, subtype: 'leave' });
    await stock.until(() => stock.heard('group_leave').length === 2);
    standin.receive(OWN, { from: FRIEND, group: groupId, body: 'Hello all' });
    expect(await stock.next('message')).toMatchObject([{ from: groupId, author: friendId, body: 'Hello all' }]);
    await group.leave();
    expect(standin.group(groupId)?.participants.has('15550001000@c.us')).toBe(false);

    const other = standin.makeGroup({ subject: 'Mushrooms', owner: FRIEND });
    expect(await client.acceptInvite(other.inviteCode)).toBe(other.id);
    expect(await client.getCommonGroups(friendId)).toMatchObject([{ _serialized: groupId }, { _serialized: other.id }]);
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'knows people: names, pictures, the block list, the address book',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const { client } = stock;
    standin.person(FRIEND, { name: 'Ada', about: 'Counting' });
    standin.picture(FRIEND, Buffer.from('a picture'));
    const friend = await client.getContactById(friendId);
    expect(friend).toMatchObject({ pushname: 'Ada', number: '15551230001', isBlocked: false });
    expect(await friend.getAbout()).toBe('Counting');
    const url = await friend.getProfilePicUrl();
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(Buffer.from('a picture'));
    expect(await client.getProfilePicUrl(strangerId)).toBeUndefined();
    await friend.block();
    expect(await client.getBlockedContacts()).toHaveLength(1);
    await friend.unblock();
    expect(await client.getBlockedContacts()).toHaveLength(0);
    await client.saveOrEditAddressbookContact('15551230001', 'Ada', 'Lovelace');
    expect(standin.deeds(OWN, 'saveContact')).toMatchObject([{ phone: '15551230001', name: 'Ada Lovelace' }]);
    await client.setStatus('Open');
    await client.setDisplayName('The shop');
    await client.sendPresenceAvailable();
    expect(standin.deeds(OWN).map(({ kind }) => kind)).toContain('presence');
    const chat = await client.getChatById(friendId);
    await chat.archive();
    await chat.pin();
    await chat.mute(new Date(Date.now() + 3_600_000));
    await chat.markUnread();
    await client.getContacts();
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'lets two linked numbers write to each other',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const second = await scene.another();
    standin.scan(String(await second.next('qr')), { phone: FRIEND });
    await second.next('ready');
    const sent = await stock.client.sendMessage(friendId, 'Hello');
    const [heard] = await second.next('message');
    expect(heard).toMatchObject({ body: 'Hello', from: '15550001000@c.us' });
    await second.client.sendMessage('15550001000@c.us', 'Hi');
    expect(await stock.next('message')).toMatchObject([{ body: 'Hi', from: friendId }]);
    await sent.delete(true);
    await second.next('message_revoke_everyone');
    expect(standin.connections().map(({ account }) => account)).toEqual(['15550001000@c.us', friendId]);
  },
  TEST_MS,
);
