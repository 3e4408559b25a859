import { expect, it } from '@jest/globals';
import { text } from './rig.ts';
import type { Scene } from './rig.ts';

export function reading(scene: Scene): void {
  const { traits } = scene;
  if (traits.capabilities.has('check_numbers')) {
    it('says who has WhatsApp', async () => {
      const { stage } = scene;
      await stage.startLinked();
      const { friend, nobody } = stage.rig.people;
      expect(await stage.channel().checkNumbers([friend, nobody])).toMatchObject([
        { number: friend, registered: true },
        { number: nobody, registered: false },
      ]);
    });
  }

  if (traits.capabilities.has('chats') && traits.capabilities.has('mark_read')) {
    it('counts what is unread until it is marked as read', async () => {
      const { stage } = scene;
      const { friend } = stage.rig.people;
      await stage.startLinked();
      await stage.rig.write(friend, 'One');
      await stage.rig.write(friend, 'Two');
      await stage.rig.until(() => stage.heard('message').length === 2);
      const unread = async () => (await stage.channel().chats()).find(({ chatId }) => chatId === friend)?.unread;
      expect(await unread()).toBe(2);
      await stage.channel().markRead(friend);
      await stage.rig.until(async () => (await unread()) === 0);
    });
  }
}

export function groups(scene: Scene): void {
  const { traits } = scene;
  if (traits.capabilities.has('groups')) {
    it('makes a group, says of everyone what became of them, and changes it', async () => {
      const { stage } = scene;
      const { friend, stranger, nobody } = stage.rig.people;
      await stage.startLinked();
      const calls = stage.channel().groups;
      const { group, results } = await calls.create('Waxwings', [friend, nobody]);
      expect(results).toEqual([
        { person: friend, outcome: 'done' },
        { person: nobody, outcome: 'not_registered' },
      ]);
      await calls.setSubject(group.groupId, 'Bohemian waxwings');
      await calls.setDescription(group.groupId, 'Berries');
      expect(await calls.changeParticipants(group.groupId, 'add', [stranger, friend])).toEqual([
        { person: stranger, outcome: 'done' },
        { person: friend, outcome: 'already' },
      ]);
      expect(await calls.changeParticipants(group.groupId, 'promote', [friend, nobody])).toEqual([
        { person: friend, outcome: 'done' },
        { person: nobody, outcome: 'not_a_member' },
      ]);
      expect(await calls.changeParticipants(group.groupId, 'remove', [stranger])).toEqual([{ person: stranger, outcome: 'done' }]);

      const listed = (await calls.list()).find(({ groupId }) => groupId === group.groupId);
      expect(listed).toMatchObject({ subject: 'Bohemian waxwings', description: 'Berries', admin: true });
      expect(listed?.participants).toContainEqual({ person: expect.objectContaining({ phone: friend }), admin: true });
      expect(listed?.participants).toHaveLength(2);
    });
  }

  if (traits.capabilities.has('groups')) {
    it('sends to a group and hears from it, until it leaves', async () => {
      const { stage } = scene;
      const { friend } = stage.rig.people;
      await stage.startLinked();
      const { group } = await stage.channel().groups.create('Waxwings', [friend]);
      await stage.send(text('Hello all'), group.groupId);
      expect(await stage.rig.copies(group.groupId)).toMatchObject([{ text: 'Hello all' }]);
      await stage.rig.write(friend, 'Hello one', group.groupId);
      await stage.rig.until(() => stage.heard('message').length > 0);
      expect(stage.heard('message')[0]).toMatchObject({ chatId: group.groupId, from: { phone: friend } });

      expect(await stage.channel().groups.inviteLink(group.groupId)).toMatch(/^https:\/\/chat\.whatsapp\.com\/[\w-]+$/);
      await stage.channel().groups.leave(group.groupId);
      await expect(stage.send(text('Anyone?'), group.groupId)).rejects.toMatchObject({ outcome: 'not_sent', reason: 'not_a_member' });
    });
  }
}
