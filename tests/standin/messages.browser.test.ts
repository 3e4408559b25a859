import { afterEach, expect, it } from '@jest/globals';
import wweb from 'whatsapp-web.js';
import type { Message } from 'whatsapp-web.js';
import { FRIEND, friendId, openLinked, OWN } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const TEST_MS = 60_000;
const { Location, MessageMedia, Poll } = wweb;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const heardMessages = () => scene.stock.heard('message').map(([message]) => message as Message);
const lastHeard = async (count: number): Promise<Message> => {
  await scene.stock.until(() => heardMessages().length >= count);
  return heardMessages()[count - 1] as Message;
};
const complaints = () => [scene.standin.unknownModules(), scene.standin.pageErrors()];

it(
  'sends every kind of message, with the bytes of its file',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const { client } = stock;
    const picture = new MessageMedia('image/png', PIXEL, 'pixel.png');
    const first = await client.sendMessage(friendId, 'See https://example.com/page', { linkPreview: true });
    await client.sendMessage(friendId, picture, { caption: 'A pixel' });
    await client.sendMessage(friendId, new MessageMedia('video/mp4', PIXEL, 'film.mp4'));
    await client.sendMessage(friendId, new MessageMedia('audio/mpeg', PIXEL, 'song.mp3'));
    await client.sendMessage(friendId, new MessageMedia('audio/ogg; codecs=opus', PIXEL, 'voice.ogg'), { sendAudioAsVoice: true });
    await client.sendMessage(friendId, new MessageMedia('application/pdf', PIXEL, 'offer.pdf'), { sendMediaAsDocument: true });
    await client.sendMessage(friendId, picture, { sendMediaAsSticker: true });
    await client.sendMessage(friendId, new Location(60.17, 24.94, { name: 'Helsinki', address: 'Finland' }));
    await client.sendMessage(friendId, new Poll('Berries?', ['Yes', 'No']));
    await client.sendMessage(friendId, await client.getContactById(friendId));
    await client.sendMessage(friendId, 'BEGIN:VCARD\nVERSION:3.0\nFN:Ada Lovelace\nTEL:+15551230009\nEND:VCARD');
    await client.sendMessage(friendId, 'and again', { quotedMessageId: first.id._serialized });

    await stock.until(() => standin.sent(OWN).length === 12);
    const kinds = ['chat', 'image', 'video', 'audio', 'ptt', 'document', 'sticker', 'location', 'poll_creation', 'vcard', 'vcard', 'chat'];
    const sent = standin.sent(OWN) as unknown as { message: Record<string, unknown>; file?: Buffer }[];
    expect(sent.map(({ message }) => message['type'])).toEqual(kinds);
    expect(sent[0]?.message).toMatchObject({ title: 'Title of https://example.com/page', subtype: 'url' });
    expect(sent[1]).toMatchObject({ message: { caption: 'A pixel', mimetype: 'image/png' }, file: Buffer.from(PIXEL, 'base64') });
    expect(sent[5]).toMatchObject({ message: { filename: 'offer.pdf' }, file: Buffer.from(PIXEL, 'base64') });
    expect(sent[7]?.message).toMatchObject({ lat: 60.17, lng: 24.94, loc: 'Helsinki\nFinland' });
    expect(sent[8]?.message).toMatchObject({ pollName: 'Berries?', pollOptions: [{ name: 'Yes' }, { name: 'No' }] });
    expect(sent[10]?.message).toMatchObject({ vcardFormattedName: 'Ada Lovelace' });
    expect(sent[11]?.message).toMatchObject({ quotedStanzaID: first.id.id });
    expect(stock.heard('media_uploaded').length).toBe(6);
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'hears every kind of message',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const file = { bytes: PIXEL, mimetype: 'image/png', filename: 'pixel.png' };
    standin.receive(OWN, { from: FRIEND, type: 'image', caption: 'A pixel', file });
    const picture = await lastHeard(1);
    expect(picture).toMatchObject({ type: 'image', body: 'A pixel', hasMedia: true });
    expect(await picture.downloadMedia()).toMatchObject({ mimetype: 'image/png', data: PIXEL, filename: 'pixel.png' });

    standin.receive(OWN, { from: FRIEND, type: 'location', lat: 60.17, lng: 24.94, loc: 'Helsinki\nFinland' });
    expect((await lastHeard(2)).location).toMatchObject({ latitude: 60.17, name: 'Helsinki', address: 'Finland' });
    standin.receive(OWN, { from: FRIEND, type: 'vcard', body: 'BEGIN:VCARD\nFN:Ada\nEND:VCARD' });
    expect((await lastHeard(3)).vCards).toEqual(['BEGIN:VCARD\nFN:Ada\nEND:VCARD']);
    const { id } = standin.receive(OWN, { from: FRIEND, body: 'first' });
    standin.receive(OWN, { from: FRIEND, body: 'second', quotes: id });
    const answer = await lastHeard(5);
    expect(await answer.getQuotedMessage()).toMatchObject({ body: 'first' });
    standin.receive(OWN, { from: FRIEND, type: 'unknown', subtype: 'from the future' });
    expect((await lastHeard(6)).type).toBe('unknown');
    standin.receive(OWN, { from: FRIEND, group: 'status@broadcast', body: 'my day' });
    expect(await lastHeard(7)).toMatchObject({ isStatus: true, body: 'my day', author: friendId });
    standin.receive(OWN, { from: '123456789012345@lid', body: 'who am I' });
    const hidden = await lastHeard(8);
    expect(hidden.from).toBe('123456789012345@lid');
    expect(await stock.client.getContactLidAndPhone([hidden.from])).toEqual([{ lid: hidden.from, pn: undefined }]);
    const sealed = standin.receive(OWN, { from: FRIEND, type: 'ciphertext' });
    await stock.next('message_ciphertext');
    standin.changeMessage(OWN, sealed.id, { type: 'chat', body: 'unsealed' });
    expect(await lastHeard(9)).toMatchObject({ body: 'unsealed' });
    standin.changeNumber(OWN, { from: FRIEND, to: '+15551230007' });
    const [, oldId] = await stock.next('contact_changed');
    expect(oldId).toBe(friendId);
    standin.receive(OWN, { from: OWN, to: FRIEND, body: 'typed on the phone' });
    await stock.until(() => stock.heard('message_create').length === 11);
    expect(stock.heard('message_create')[10]).toMatchObject([{ fromMe: true, to: friendId, body: 'typed on the phone' }]);
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'passes on edits, reactions, votes, stars and what is taken back, both ways',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const { client } = stock;
    const sent = await client.sendMessage(friendId, 'Helo');
    await stock.until(() => standin.sent(OWN).length === 1);
    expect(await sent.edit('Hello')).toMatchObject({ body: 'Hello' });
    expect(standin.messages(OWN)).toMatchObject([{ body: 'Hello' }]);

    standin.react(OWN, { from: FRIEND, to: sent.id._serialized, emoji: '❤️' });
    expect(await stock.next('message_reaction')).toMatchObject([
      { reaction: '❤️', senderId: friendId, msgId: { _serialized: sent.id._serialized } },
    ]);
    const { id } = standin.receive(OWN, { from: FRIEND, body: 'teh' });
    const heard = await lastHeard(1);
    await heard.react('👍');
    expect(standin.deeds(OWN, 'react')).toMatchObject([{ id, emoji: '👍' }]);
    await heard.star();
    expect(standin.deeds(OWN, 'star')).toMatchObject([{ ids: [id], starred: true }]);
    standin.edit(OWN, id, 'the');
    expect(await stock.next('message_edit')).toMatchObject([{ id: { id: sent.id.id } }, 'Hello', 'Helo']);
    await stock.until(() => stock.heard('message_edit').length === 2);
    expect(stock.heard('message_edit')[1]).toMatchObject([{ body: 'the' }, 'the', 'teh']);
    standin.revoke(OWN, id);
    expect((await stock.next('message_revoke_everyone'))[0]).toMatchObject({ type: 'revoked', id: { _serialized: id } });
    await sent.delete(true);
    expect(standin.deeds(OWN, 'revoke')).toMatchObject([{ id: sent.id._serialized }]);

    const poll = await client.sendMessage(friendId, new Poll('Berries?', ['Yes', 'No']));
    await stock.until(() => standin.sent(OWN).length === 2);
    standin.vote(OWN, { from: FRIEND, to: poll.id._serialized, options: ['No'] });
    expect(await stock.next('vote_update')).toMatchObject([{ selectedOptions: [{ name: 'No' }] }]);
    expect(await client.getPollVotes(poll.id._serialized)).toMatchObject([{ selectedOptions: [{ name: 'No' }] }]);
    standin.call(OWN, { from: FRIEND, video: true });
    const [call] = await stock.next('call');
    await (call as { reject: () => Promise<void> }).reject();
    expect(standin.deeds(OWN, 'stanza')).toHaveLength(1);
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'refuses what WhatsApp refuses and keeps what came while nobody listened',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    const { client } = stock;
    standin.faults({ restrictCold: true });
    await client.sendMessage(friendId, 'cold');
    await stock.until(() => stock.heard('message_ack').some(([, ack]) => ack === -1));
    standin.receive(OWN, { from: FRIEND, body: 'Hi' });
    await lastHeard(1);
    await client.sendMessage(friendId, 'warm');
    await stock.until(() => stock.heard('message_ack').some(([, ack]) => ack === 3));

    standin.unregister('+15559993001');
    expect(await client.getNumberId('15559993001')).toBeNull();
    expect(await client.getNumberId('15551230001')).toMatchObject({ _serialized: friendId });
    await expect(client.sendMessage('15559993001@c.us', 'anybody?')).rejects.toThrow('No LID for user');
    const [pair] = await client.getContactLidAndPhone([friendId]);
    expect(pair).toMatchObject({ pn: friendId, lid: expect.stringMatching(/@lid$/) });

    for (let number = 1; number <= 60; number += 1) standin.receive(OWN, { from: FRIEND, body: String(number), at: 1_000 + number });
    const again = await scene.restart();
    await again.next('ready');
    const [chat] = await again.client.getChats();
    const found = (await chat?.fetchMessages({ limit: 62 })) ?? [];
    expect(found).toHaveLength(62);
    expect((await again.client.getChatById(friendId)).lastMessage.body).toBe('warm');
    await chat?.sendSeen();
    await chat?.sendStateTyping();
    await again.until(() => standin.deeds(OWN, 'chatState').length === 1);
    expect(standin.deeds(OWN, 'seen').at(-1)).toMatchObject({ chat: friendId });
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'keeps chats by LID, as WhatsApp does more and more',
  async () => {
    scene = await openLinked({ chatsBy: 'lid' });
    const { standin, stock } = scene;
    const { lid } = standin.person(FRIEND);
    standin.receive(OWN, { from: FRIEND, body: 'Hi' });
    const heard = await lastHeard(1);
    expect(heard.from).toBe(lid);
    expect(await heard.getContact()).toMatchObject({ number: '15551230001', id: { _serialized: friendId } });
    expect(await stock.client.getContactLidAndPhone([lid])).toEqual([{ lid, pn: friendId }]);
    const answer = await stock.client.sendMessage(friendId, 'Hello');
    expect(answer.to).toBe(lid);
    await stock.until(() => standin.sent(OWN).length === 1);
    expect(standin.sent(OWN)).toMatchObject([{ to: lid }]);
    const { id } = standin.makeGroup({ subject: 'Berries', owner: OWN, participants: [FRIEND] });
    expect(await stock.client.getChatById(id)).toMatchObject({ groupMetadata: { participants: [{}, { id: { _serialized: friendId } }] } });
    standin.receive(OWN, { from: FRIEND, group: id, body: 'all' });
    expect((await lastHeard(2)).author).toBe(lid);
    expect(complaints()).toEqual([[], []]);
  },
  TEST_MS,
);
