import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublisher } from '../../events/events.ts';
import type { EventRow } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startWithClients } from '../testing/organization.ts';
import type { Organization } from '../testing/organization.ts';
import { admit, honourConsent, meetContact } from '../contacts.ts';
import type { Heard, Purpose } from '../contacts.ts';

let server: TestServer;
let own: Organization;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  own = await startWithClients(server);
});
afterAll(() => server?.stop());

const published: EventRow[] = [];
const publish = createPublisher([async (_, event) => void published.push(event)]);
const inside = <T>(work: (tx: Tx) => Promise<T>) => server.db.inOrganization(own.id, work);

let numbers = 15551240000;
const meet = async () => (await inside((tx) => meetContact(tx, publish, { phone: `+${(numbers += 1)}` }))).id;

function heard(contactId: string, text: string, more: Partial<Heard> = {}): Heard {
  const message = { contactId, clientId: own.clientIds[0], messageId: '0192aaaa-0000-7000-8000-000000000001', text };
  return { ...message, group: false, fromMe: false, imported: false, at: new Date(), ...more };
}
const hear = (contactId: string, text: string, more: Partial<Heard> = {}) =>
  inside((tx) => honourConsent(tx, publish, heard(contactId, text, more)));

async function may(contactId: string, purpose: Purpose = 'message', more: { clientId?: string; override?: Date } = {}): Promise<string> {
  const admission = inside((tx) => admit(tx, { contactId, clientId: own.clientIds[0], purpose, ...more }));
  return admission.then(
    () => 'let through',
    (error: { code: string }) => error.code,
  );
}

describe('a person who writes STOP', () => {
  it('gets no more messages for any purpose, an event says so, and one confirmation is due', async () => {
    const id = await meet();
    const before = published.length;
    expect(await hear(id, 'Stop.')).toEqual({ confirmation: { kind: 'opt_out', language: 'en', text: expect.stringContaining('START') } });
    expect(
      published.slice(before).map(({ type, data }) => [type, (data as { contact: { id: string; optedOut: boolean } }).contact]),
    ).toEqual([['contact.opted_out', expect.objectContaining({ id, optedOut: true })]]);
    for (const purpose of ['message', 'campaign', 'automation', 'reply'] as const)
      expect([purpose, await may(id, purpose)]).toEqual([purpose, 'messages.opted_out']);
    expect(await may(id, 'message', { clientId: own.clientIds[1] })).toBe('messages.opted_out');
  });

  it('is answered once, however often it is repeated', async () => {
    const id = await meet();
    await hear(id, 'stop');
    const before = published.length;
    expect([await hear(id, 'STOP'), await hear(id, 'unsubscribe'), published.length - before]).toEqual([{}, {}, 0]);
  });

  it('is written to again after START, in their own language', async () => {
    const id = await meet();
    await hear(id, 'Descadastrar!');
    expect(await hear(id, 'voltar')).toMatchObject({ confirmation: { kind: 'opt_in', language: 'pt' } });
    expect(await may(id)).toBe('let through');
  });

  it('may be answered by a person who decides to, but not against a STOP that came after the decision', async () => {
    const id = await meet();
    await hear(id, 'stop');
    const override = new Date(Date.now() + 5);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([await may(id, 'reply', { override }), await may(id, 'campaign', { override })]).toEqual(['let through', 'messages.opted_out']);
    await hear(id, 'stop');
    expect(await may(id, 'reply', { override })).toBe('messages.opted_out');
  });

  it('gets the confirmation, while it answers their last word', async () => {
    const id = await meet();
    expect(await may(id, 'consent_confirmation')).toBe('messages.opted_out');
    await hear(id, 'stop');
    expect(await may(id, 'consent_confirmation')).toBe('let through');
    const late = await meet();
    await hear(late, 'stop', { at: new Date(Date.now() - 25 * 3_600_000) });
    expect([await may(late), await may(late, 'consent_confirmation')]).toEqual(['messages.opted_out', 'messages.opted_out']);
  });
});

describe('what counts', () => {
  it('is neither a group, nor our own echo, nor imported history, nor a sentence with the word in it', async () => {
    const id = await meet();
    for (const more of [{ group: true }, { fromMe: true }, { imported: true }]) expect(await hear(id, 'stop', more)).toEqual({});
    expect(await hear(id, 'please stop by tomorrow')).toEqual({});
    expect(await may(id)).toBe('let through');
  });

  it('is a button as well as a word', async () => {
    const id = await meet();
    await hear(id, '', { text: undefined, buttonText: 'Stop promotions' });
    expect(await may(id)).toBe('messages.opted_out');
    const other = await meet();
    await hear(other, '', { text: undefined, buttonText: 'Keine Werbung', buttonPayload: 'STOPP' });
    expect(await may(other)).toBe('messages.opted_out');
  });

  it('is the last word by the time it was said, also when it is heard out of order', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const id = await meet();
    await hear(id, 'start', { at: ago(1) });
    expect([await hear(id, 'stop', { at: ago(2) }), await may(id)]).toEqual([{}, 'let through']);
    const other = await meet();
    await hear(other, 'stop', { at: ago(1) });
    expect([await hear(other, 'start', { at: ago(2) }), await may(other)]).toEqual([{}, 'messages.opted_out']);
  });
});

describe('a STOP and a send that meet', () => {
  it('the send waits for a STOP that is being written, and is refused', async () => {
    const id = await meet();
    const { answer } = await inside(async (tx) => {
      await honourConsent(tx, publish, heard(id, 'stop'));
      const sending = may(id);
      expect(await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])).toBe('waits');
      return { answer: sending };
    });
    expect(await answer).toBe('messages.opted_out');
  });

  it('the STOP waits for a send that was admitted; two sends and a change of activity do not wait for each other', async () => {
    const id = await meet();
    const { stopping } = await inside(async (tx) => {
      await admit(tx, { contactId: id, clientId: own.clientIds[0], purpose: 'message' });
      expect(await may(id)).toBe('let through');
      const stopping = hear(id, 'stop');
      expect(await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])).toBe('waits');
      return { stopping };
    });
    expect(await stopping).toHaveProperty('confirmation');
  });
});
