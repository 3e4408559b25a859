import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import jsQR from 'jsqr';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { FAST, numbersOf } from './testing/numbers.ts';
import type { Numbers } from './testing/numbers.ts';

let server: TestServer;
let api: Api;
let numbers: Numbers;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  numbers = numbersOf(api, server.db);
});
afterAll(() => server?.stop());

const states = async (id: string) =>
  (await api.get(`/v1/clients/${id}/history`)).body.data
    .toReversed()
    .map(({ state, reason }: { state: string; reason: string | null }) => [state, reason]);
const eventTypes = async (id: string) => (await numbers.events(id)).map(({ type, data }) => [type, data.client.state]);

describe('linking a number', () => {
  it('goes from stopped over a code to ready, says what to do on the way, and tells each step as an event', async () => {
    const id = await numbers.created();
    expect(await numbers.show(id)).toMatchObject({
      state: 'stopped',
      reason: null,
      nextAction: 'start',
      phoneNumber: null,
      stateDeadline: null,
    });
    await numbers.faults(id, { speed: 1 });
    await numbers.ask(id, 'start');
    const waiting = await numbers.reaches(id, 'awaiting_scan');
    expect(waiting).toMatchObject({ desiredState: 'running', nextAction: 'scan_code', stateDeadline: expect.any(String) });
    await numbers.faults(id, { speed: FAST });
    expect((await numbers.ask(id, 'sandbox/scan')).status).toBe(200);
    const ready = await numbers.reaches(id, 'ready');
    expect(ready).toMatchObject({
      reason: null,
      nextAction: null,
      stateDeadline: null,
      phoneNumber: expect.stringMatching(/^\+1555\d{7}$/),
    });
    expect(await states(id)).toEqual([
      ['stopped', null],
      ['starting', null],
      ['awaiting_scan', null],
      ['connecting', 'authenticated'],
      ['connecting', 'syncing'],
      ['ready', null],
    ]);
    expect(await eventTypes(id)).toEqual([
      ['client.state', 'starting'],
      ['client.state', 'awaiting_scan'],
      ['client.qr', 'awaiting_scan'],
      ['client.state', 'connecting'],
      ['client.state', 'connecting'],
      ['client.state', 'ready'],
      ['client.ready', 'ready'],
    ]);
    expect((await numbers.events(id)).at(-1)?.data.client).toEqual(await numbers.show(id));
  });

  it('shows the code as text, data URL and PNG, which hold the same', async () => {
    const id = await numbers.waiting();
    const { status, body } = await api.get(`/v1/clients/${id}/qr`);
    expect([status, Date.parse(body.expiresAt) > Date.now()]).toEqual([200, true]);
    const answer = await fetch(`${server.url}/v1/clients/${id}/qr`, {
      headers: { Authorization: `Bearer ${(api as unknown as { owner: { accessToken: string } }).owner.accessToken}`, Accept: 'image/png' },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    const picture = Buffer.from(await answer.arrayBuffer());
    expect(scanned(picture)).toBe(body.qr);
    expect(body.image).toBe(`data:image/png;base64,${picture.toString('base64')}`);
    const told = (await numbers.events(id)).find(({ type }) => type === 'client.qr');
    expect(told?.data).toMatchObject({ qr: body.qr, expiresAt: body.expiresAt, client: { id } });
  });

  it('gives up when no code was scanned, and one call starts again', async () => {
    const id = await numbers.created({ speed: 1_000 });
    await numbers.ask(id, 'start');
    const failed = await numbers.reaches(id, 'failed');
    expect(failed).toMatchObject({ reason: 'qr_expired', nextAction: 'start_and_scan', desiredState: 'stopped' });
    const codes = (await numbers.events(id)).filter(({ type }) => type === 'client.qr');
    expect(new Set(codes.map(({ data }) => data['qr'])).size).toBe(6);
    expect((await numbers.events(id)).at(-1)).toMatchObject({
      type: 'client.disconnected',
      data: { reason: 'qr_expired', client: { state: 'failed' } },
    });
    expect(await api.get(`/v1/clients/${id}/qr`)).toMatchObject({ status: 409, body: { code: 'clients.not_awaiting_scan' } });
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    await numbers.faults(id, { speed: 1 });
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'awaiting_scan');
  });

  it('links by a pairing code, which is answered and told', async () => {
    const id = await numbers.waiting();
    const asked = await api.post(`/v1/clients/${id}/pairing-code`, { phoneNumber: '+1 (555) 123-9876' });
    expect(asked).toMatchObject({ status: 200, body: { code: expect.stringMatching(/^[1-9A-Z]{8}$/), expiresAt: expect.any(String) } });
    const told = (await numbers.events(id)).find(({ type }) => type === 'client.pairing_code');
    expect(told?.data).toMatchObject({ code: asked.body.code, client: { id, state: 'awaiting_scan' } });
    await numbers.faults(id, { speed: FAST });
    await numbers.ask(id, 'sandbox/scan');
    expect(await numbers.reaches(id, 'ready')).toMatchObject({ phoneNumber: '+15551239876' });
    const late = await api.post(`/v1/clients/${id}/pairing-code`, { phoneNumber: '+15551239876' });
    expect([late.status, late.body.code]).toEqual([409, 'clients.not_awaiting_scan']);
  });

  it('waits for a passkey, and goes on when it is answered', async () => {
    const id = await numbers.waiting();
    await numbers.faults(id, { passkey: true });
    await numbers.ask(id, 'sandbox/scan');
    const asked = await numbers.reaches(id, 'awaiting_passkey');
    expect(asked).toMatchObject({ reason: 'passkey_required', nextAction: 'answer_passkey', stateDeadline: expect.any(String) });
    await numbers.faults(id, { passkey: false, speed: FAST });
    await numbers.reaches(id, 'ready');
  });

  it('gives up when nobody answers for the passkey', async () => {
    const id = await numbers.waiting();
    await numbers.faults(id, { passkey: true, speed: 1_000 });
    await numbers.ask(id, 'sandbox/scan');
    expect(await numbers.reaches(id, 'failed')).toMatchObject({ reason: 'passkey_unanswered', nextAction: 'start_and_scan' });
  });
});

describe('a linked number', () => {
  it('comes back by itself after its connection broke, says when, and needs no new code', async () => {
    const id = await numbers.linked();
    await numbers.faults(id, { disconnect: true });
    const broken = await numbers.reaches(id, 'disconnected');
    expect(broken).toMatchObject({
      reason: 'connection_lost',
      nextAction: 'wait',
      desiredState: 'running',
      phoneNumber: expect.any(String),
    });
    expect(Date.parse(broken.stateDeadline) - Date.parse(broken.stateSince)).toBeLessThanOrEqual(1_000);
    expect((await numbers.events(id)).at(-1)).toMatchObject({ type: 'client.disconnected', data: { reason: 'connection_lost' } });
    await numbers.reaches(id, 'ready');
    expect((await states(id)).slice(-4).map(([state]: string[]) => state)).toEqual(['disconnected', 'starting', 'connecting', 'ready']);
  });

  it('has failed when it was unlinked on the phone, and shows a code when it is started again', async () => {
    const id = await numbers.linked();
    await numbers.faults(id, { logout: true });
    expect(await numbers.reaches(id, 'failed')).toMatchObject({ reason: 'logged_out', nextAction: 'start_and_scan', phoneNumber: null });
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'awaiting_scan');
  });

  it('is paused and resumed, and stays paused over a broken connection', async () => {
    const id = await numbers.linked();
    const paused = await api.post(`/v1/clients/${id}/pause`, { reason: 'holiday' });
    expect(paused.body).toMatchObject({ state: 'paused', reason: 'holiday', pausedReason: 'holiday', nextAction: 'resume' });
    expect((await numbers.ask(id, 'pause')).body).toMatchObject({ state: 'paused', reason: 'holiday' });
    await numbers.faults(id, { disconnect: true });
    await numbers.reaches(id, 'disconnected');
    expect(await numbers.reaches(id, 'paused')).toMatchObject({ reason: 'holiday' });
    expect((await numbers.ask(id, 'resume')).body).toMatchObject({ state: 'ready', reason: null, pausedReason: null });
    expect((await numbers.ask(id, 'resume')).body.state).toBe('ready');
    const types = (await numbers.events(id)).map(({ type }) => type);
    expect([types.filter((type) => type === 'client.paused').length, types.filter((type) => type === 'client.resumed').length]).toEqual([
      1, 1,
    ]);
  });

  it('keeps receiving while it is paused', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'pause');
    await api.post(`/v1/clients/${id}/sandbox/messages`, { from: '+15557770001', type: 'text', text: { body: 'Hello' } });
    expect(await received(id)).toEqual(['Hello']);
  });

  it('is shown as paused although it does not run, and is when it does', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    expect((await numbers.ask(id, 'pause')).body).toMatchObject({ state: 'stopped', pausedReason: 'paused_by_person' });
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'paused');
  });

  it('keeps the last hundred states', async () => {
    const id = await numbers.created();
    await server.db.asSystem('test', (tx) =>
      tx.execute(
        `insert into client_states (id, organization_id, client_id, state, reason, at)
         select gen_random_uuid(), organization_id, id, 'ready', 'old ' || n, now() - interval '1 hour' + n * interval '1 second'
         from clients, generate_series(1, 150) n where id = $1`,
        [id],
      ),
    );
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'awaiting_scan');
    const { data } = (await api.get(`/v1/clients/${id}/history`)).body;
    expect([data.length, data[0].state, data[1].state, data[2].state, data[99].reason]).toEqual([
      100,
      'awaiting_scan',
      'starting',
      'stopped',
      'old 54',
    ]);
    const { count } = await server.db.asSystem('test', (tx) =>
      tx.one<{ count: number }>('select count(*) from client_states where client_id = $1', [id]),
    );
    expect(count).toBe(100);
  });
});

describe('what arrives', () => {
  it('is written down once, however often it is heard', async () => {
    const id = await numbers.linked();
    const message = { from: '+15557770001', type: 'text', text: { body: 'Once' }, providerId: 'TWICE' };
    await api.post(`/v1/clients/${id}/sandbox/messages`, message);
    await api.post(`/v1/clients/${id}/sandbox/messages`, message);
    expect(await received(id)).toEqual(['Once']);
  });

  it('does not hold up what follows, whatever its id looks like', async () => {
    const id = await numbers.linked();
    for (const providerId of ['a\u0000b', '\u{1f980}'.repeat(250), 'plain'])
      await api.post(`/v1/clients/${id}/sandbox/messages`, {
        from: '+15557770001',
        type: 'text',
        text: { body: providerId[0] },
        providerId,
      });
    expect(await received(id)).toEqual(['a', '\ud83e', 'p']);
  });
});

/** Texts of what was written down, once all of it has been handed over. */
async function received(id: string): Promise<string[]> {
  const rows = await server.db.asSystem('test', (tx) =>
    tx.query<{ event: { content: { text: { body: string } } } }>(
      `select event from inbound_events where client_id = $1 and type = 'message' order by id`,
      [id],
    ),
  );
  return rows.map(({ event }) => event.content.text.body);
}

function scanned(picture: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(picture);
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
}
