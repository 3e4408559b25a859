import { expect, it } from '@jest/globals';
import { samples, strangeText, testFile, text } from './rig.ts';
import type { Scene } from './rig.ts';

export function sending(scene: Scene): void {
  const { traits } = scene;
  const kinds = Object.values(samples).filter(({ type }) => traits.capabilities.has(`send.${type}`));
  it.each(kinds.map((content) => [content.type, content] as const))('sends %s as one copy', async (type, content) => {
    const { stage } = scene;
    await stage.startLinked();
    const sent = await stage.send(content);
    const copies = await stage.rig.copies(stage.rig.people.friend);
    expect(copies).toMatchObject([{ providerId: sent.providerId, type }]);
  });

  it('delivers a file byte for byte', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.send(samples.image);
    expect((await stage.rig.copies(stage.rig.people.friend))[0]?.sha256).toBe(testFile.sha256);
  });

  it('delivers long and strange text as it is', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.send(text(strangeText));
    expect((await stage.rig.copies(stage.rig.people.friend))[0]?.text).toBe(strangeText);
  });

  it('keeps the order within a chat and sends twice what is asked twice', async () => {
    const { stage } = scene;
    await stage.startLinked();
    for (const body of ['one', 'two', 'two', 'three']) await stage.send(text(body));
    expect((await stage.rig.copies(stage.rig.people.friend)).map((copy) => copy.text)).toEqual(['one', 'two', 'two', 'three']);
  });

  it('says that a number has no WhatsApp', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await expect(stage.send(text('hello?'), stage.rig.people.nobody)).rejects.toMatchObject({
      outcome: 'not_sent',
      reason: 'not_registered',
    });
  });

  it('says that it may write only to people who wrote first, and replies to those', async () => {
    const { stage } = scene;
    await stage.startLinked();
    await stage.rig.write(stage.rig.people.friend, 'Hello');
    await stage.rig.restrictCold(true);
    await expect(stage.send(text('Hi'), stage.rig.people.stranger)).rejects.toMatchObject({ outcome: 'not_sent', reason: 'restricted' });
    await stage.send(text('Hello yourself'));
    expect(await stage.rig.copies(stage.rig.people.stranger)).toEqual([]);
  });

  it('knows of a message whose answer was lost that it went, and of another that it did not', async () => {
    const { stage } = scene;
    await stage.startLinked();
    const since = stage.rig.now();
    const chatId = stage.rig.people.friend;
    await stage.rig.loseAnswers(true);
    const content = text('Did this go?');
    await expect(stage.channel().send({ to: chatId, content, ownId: 'lost' })).rejects.toMatchObject({ outcome: 'unknown' });
    await stage.rig.loseAnswers(false);

    const [copy] = await stage.rig.copies(chatId);
    const lost = await stage.channel().findMessage({ chatId, since, ownId: 'lost', content });
    expect(lost).toMatchObject({ found: 'went', sent: { chatId, providerId: copy?.providerId } });
    const never = await stage.channel().findMessage({ chatId, since, ownId: 'never', content: text('This did not go') });
    expect(never).toEqual({ found: 'did_not_go' });
  });
}

export function afterSending(scene: Scene): void {
  const { traits } = scene;
  it('reports the ticks in order, each once, under the ids of the send', async () => {
    const { stage } = scene;
    await stage.startLinked();
    const { providerId, ownId } = await stage.send(text('tick'));
    await stage.rig.until(() => stage.heard('message_status').some(({ status }) => status === 'delivered'));
    const ticks = stage.heard('message_status').filter((tick) => tick.providerId === providerId);
    expect(ticks.map(({ status }) => status)).toEqual(['sent', 'delivered']);
    for (const tick of ticks) expect([ownId, undefined]).toContain(tick.ownId);
  });

  if (traits.capabilities.has('edit')) {
    it('edits what was sent, and says when there is nothing to edit', async () => {
      const { stage } = scene;
      await stage.startLinked();
      const sent = await stage.send(text('Tomorow'));
      await stage.channel().edit(sent, { body: 'Tomorrow' });
      expect((await stage.rig.copies(sent.chatId))[0]?.text).toBe('Tomorrow');
      const missing = { chatId: sent.chatId, providerId: `true_${sent.chatId}_3EB0000000000000000000` };
      const error = { outcome: 'not_sent', reason: 'message_not_found' };
      await expect(stage.channel().edit(missing, { body: 'x' })).rejects.toMatchObject(error);
    });
  }

  if (traits.capabilities.has('react')) {
    it('reacts to a message and takes the reaction back', async () => {
      const { stage } = scene;
      await stage.startLinked();
      const sent = await stage.send(text('Hello'));
      await stage.channel().react(sent, '👍');
      expect((await stage.rig.copies(sent.chatId))[0]?.reaction).toBe('👍');
      await stage.channel().react(sent, '');
      expect((await stage.rig.copies(sent.chatId))[0]?.reaction ?? '').toBe('');
    });
  }

  if (traits.capabilities.has('revoke')) {
    it('takes a message back for everyone', async () => {
      const { stage } = scene;
      await stage.startLinked();
      const sent = await stage.send(text('Wrong chat'));
      await stage.channel().revoke(sent);
      expect((await stage.rig.copies(sent.chatId))[0]?.revoked).toBe(true);
    });
  }
}
