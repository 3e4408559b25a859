import { describe, expect, it } from '@jest/globals';
import { readCard, writeCard } from './cards.ts';
import { contentOf } from './content.ts';

const id = { _serialized: 'false_15551230001@c.us_3EB0AA' };

describe('what was written', () => {
  it.each([
    [
      { type: 'chat', body: 'Hi', mentionedJidList: ['15551230002@c.us', { _serialized: '123456789012345@lid' }, 'nonsense'] },
      { type: 'text', text: { body: 'Hi', mentions: ['+15551230002', '123456789012345@lid'] } },
    ],
    [
      { type: 'location', lat: 60.17, lng: 24.94, loc: 'Helsinki\nFinland' },
      { type: 'location', location: { latitude: 60.17, longitude: 24.94, name: 'Helsinki', address: 'Finland' } },
    ],
    [
      { type: 'poll_creation', pollName: 'Berries?', pollOptions: [{ name: 'Yes' }], pollSelectableOptionsCount: 1 },
      { type: 'poll', poll: { question: 'Berries?', options: ['Yes'] } },
    ],
    [
      { type: 'list_response', listResponse: { title: 'Red', singleSelectReply: { selectedRowId: 'r' } } },
      { type: 'selection', selection: { id: 'r', title: 'Red', source: 'list' } },
    ],
    [
      { type: 'ptt', mimetype: 'audio/ogg', size: 3, duration: '4', filehash: Buffer.alloc(32).toString('base64') },
      {
        type: 'voice',
        voice: { mediaRef: id._serialized, mimeType: 'audio/ogg', sizeBytes: 3, sha256: '0'.repeat(64), durationSeconds: 4 },
      },
    ],
    [
      { type: 'product', body: 'Berries' },
      { type: 'unknown', unknown: { kind: 'product', summary: 'Berries' } },
    ],
  ])('is told in the words of the contract: %j', (raw, content) => {
    expect(contentOf({ id, ...raw })).toEqual(content);
  });

  it('is kept as unknown when its shape does not fit', () => {
    expect(contentOf({ id, type: 'location', lat: 900, lng: 'x' })).toEqual({ type: 'unknown', unknown: { kind: 'location' } });
    expect(contentOf({ id, type: 'multi_vcard', vcardList: 'none' })).toEqual({ type: 'contacts', contacts: [] });
  });

  it('is nothing when nobody wrote it', () => {
    for (const type of ['e2e_notification', 'gp2', 'protocol', 'revoked']) expect(contentOf({ id, type })).toBeNull();
  });
});

it('a card is read as it was written', () => {
  const card = {
    name: 'Ada; Lovelace, Countess',
    firstName: 'Ada',
    lastName: 'Lovelace',
    organization: 'Analytical',
    phones: [{ number: '+15551230001', type: 'CELL' }],
  };
  expect(readCard(writeCard(card), 'shown')).toEqual(card);
  expect(readCard('nonsense', 'shown')).toEqual({ name: 'shown', phones: [] });
});
