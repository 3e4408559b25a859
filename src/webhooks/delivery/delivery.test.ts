import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { until } from '../../platform/testing/api.ts';
import { startSmtpSink } from '../../platform/testing/smtp-sink.ts';
import type { SmtpSink } from '../../platform/testing/smtp-sink.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startReceiver } from '../testing/receiver.ts';
import type { Received, Receiver } from '../testing/receiver.ts';
import { openRig, WEBHOOK_ENV } from '../testing/rig.ts';
import type { Rig } from '../testing/rig.ts';
import { erasePerson } from '../webhooks.ts';

let server: TestServer;
let smtp: SmtpSink;
let receiver: Receiver;
let rig: Rig;
beforeAll(async () => {
  smtp = await startSmtpSink();
  server = await startTestServer({ env: { ...WEBHOOK_ENV, SMTP_URL: smtp.url, MAIL_FROM: 'waxwing@example.com' } });
});
afterAll(async () => {
  await server?.stop();
  await smtp?.stop();
});
beforeEach(async () => {
  receiver = await startReceiver();
  rig = await openRig(server);
});
afterEach(() => receiver.stop());

const happened = (type = 'sample.happened', more: object = {}) => ({ type, data: { at: 'once' }, ...more });
const verified = (secret: string, { headers, body }: Received) => new Webhook(secret).verify(body, headers as Record<string, string>);
const idsOf = (received: Received[]) => received.map(({ headers }) => headers['webhook-id']);

describe('a delivery', () => {
  it('is what standardwebhooks verifies: the event, signed, under its own id', async () => {
    const { secret } = await rig.webhook(receiver.url, { headers: { 'X-Token': 'for you' } });
    await rig.tell(happened('sample.happened', { data: { text: 'Grüße \u0000 💛' } }));
    await until(() => receiver.received.length === 1);
    const [received] = receiver.received as [Received];
    const [event] = (await rig.api.get('/v1/events')).body.data;
    expect(verified(secret, received)).toEqual(event);
    expect(received.headers).toMatchObject({
      'webhook-id': event.id,
      'content-type': 'application/json',
      'user-agent': 'Waxwing',
      'x-token': 'for you',
    });
    expect(Math.abs(Number(received.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    expect(received.headers['x-waxwing-signature']).toBe(`sha256=${createHmac('sha256', secret).update(received.body).digest('hex')}`);
    expect(() => verified(secret, { ...received, body: received.body.replace('Gr', 'gr') })).toThrow('No matching signature');
  });

  it('is signed with both secrets while one takes over from the other', async () => {
    const { id, secret: old } = await rig.webhook(receiver.url);
    const { secret: fresh } = (await rig.api.post(`/v1/webhooks/${id}/rotate-secret`, { overlapSeconds: 600 })).body;
    await rig.tell(happened());
    await until(() => receiver.received.length === 1);
    for (const secret of [old, fresh])
      expect(verified(secret, receiver.received[0] as Received)).toMatchObject({ type: 'sample.happened' });
    const { secret: last } = (await rig.api.post(`/v1/webhooks/${id}/rotate-secret`, { overlapSeconds: 0 })).body;
    await rig.tell(happened());
    await until(() => receiver.received.length === 2);
    expect(() => verified(fresh, receiver.received[1] as Received)).toThrow('No matching signature');
    expect(verified(last, receiver.received[1] as Received)).toBeDefined();
  });

  it('goes to every endpoint that wants the event, and to no other', async () => {
    const clientIds: string[] = [];
    for (const name of ['Mine', 'Other']) clientIds.push((await rig.api.post('/v1/clients', { name, channel: 'sandbox' })).body.id);
    const wanting = { exact: ['sample.one'], group: ['sample.*'], all: ['*'], none: ['other.one'] };
    for (const [name, events] of Object.entries(wanting)) await rig.webhook(`${receiver.url}/${name}`, { events });
    await rig.webhook(`${receiver.url}/client`, { clientIds: [clientIds[0]] });
    const off = await rig.webhook(`${receiver.url}/off`);
    await rig.api.patch(`/v1/webhooks/${off.id}`, { state: 'disabled' });
    await rig.tell(
      happened('sample.one'),
      happened('sample.two', { clientId: clientIds[1] }),
      happened('last.one', { clientId: clientIds[0] }),
    );
    await until(() => receiver.received.length === 7);
    const got = receiver.received.map(({ path, body }) => `${path} ${JSON.parse(body).type}`).sort();
    expect(got).toEqual(
      [
        '/all last.one',
        '/all sample.one',
        '/all sample.two',
        '/client last.one',
        '/exact sample.one',
        '/group sample.one',
        '/group sample.two',
      ].sort(),
    );
  });

  it('does not exist when its cause was rolled back', async () => {
    await rig.webhook(receiver.url);
    await expect(rig.tell(happened('sample.doomed'), happened('Not a type'))).rejects.toMatchObject({ code: '23514' });
    await rig.tell(happened('sample.kept'));
    await until(() => receiver.received.length === 1);
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['sample.kept']);
  });

  it('is tried again after 2, 4 and 8 seconds, with the same id and bytes and a new time, and then has failed', async () => {
    receiver.answers((response) => void response.writeHead(500, { 'X-Why': 'broken' }).end(`no\0${'x'.repeat(10_000)}`));
    const { id, secret } = await rig.webhook(receiver.url, { headers: { 'X-Token': 'hidden' } });
    await rig.tell(happened());
    const gaps: number[] = [];
    for (let tries = 1; tries <= 3; tries += 1) {
      await until(async () => (await rig.deliveries(id))[0].attemptCount === tries && (await rig.deliveries(id))[0].responseStatus === 500);
      const [{ id: deliveryId, nextAttemptAt }] = await rig.deliveries(id);
      await until(async () => (await rig.api.get(`/v1/webhook-deliveries/${deliveryId}`)).body.attempts.length === tries);
      const { attempts } = (await rig.api.get(`/v1/webhook-deliveries/${deliveryId}`)).body;
      gaps.push((Date.parse(nextAttemptAt) - Date.parse(attempts.at(-1).at)) / 1_000);
      await rig.hurry(id);
    }
    await rig.settled(id);
    expect(gaps.map((gap) => Math.round(gap))).toEqual([2, 4, 8]);
    expect(receiver.received).toHaveLength(4);
    expect(new Set(idsOf(receiver.received)).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    for (const received of receiver.received) expect(verified(secret, received)).toBeDefined();
    const [delivery] = await rig.deliveries(id);
    expect(delivery).toMatchObject({ status: 'failed', error: 'bad_status', responseStatus: 500, attemptCount: 4, nextAttemptAt: null });
    const { body } = await rig.api.get(`/v1/webhook-deliveries/${delivery.id}`);
    expect(body.attempts).toHaveLength(4);
    expect(body.request).toEqual({
      url: receiver.url,
      headers: expect.objectContaining({ 'X-Token': '[hidden]' }),
      body: receiver.received[0]?.body,
    });
    expect(body.response).toMatchObject({ status: 500, headers: { 'x-why': 'broken' }, truncated: true });
    expect(body.response.body).toMatch(/^no\uFFFDxxx/);
    expect(body.response.body.length).toBeLessThan(4_200);
  });

  it('that succeeds at a retry has been delivered', async () => {
    receiver.answers((response) => void response.writeHead(receiver.received.length > 1 ? 204 : 503).end());
    const { id } = await rig.webhook(receiver.url);
    await rig.tell(happened());
    await until(() => receiver.received.length === 1);
    await until(async () => (await rig.api.get(`/v1/webhooks/${id}`)).body.failingSince !== null);
    await rig.hurry(id);
    await rig.settled(id);
    expect((await rig.deliveries(id))[0]).toMatchObject({ status: 'delivered', error: null, responseStatus: 204, attemptCount: 2 });
    expect((await rig.api.get(`/v1/webhooks/${id}`)).body.failingSince).toBe(null);
  });

  it('waits as long as a receiver asks that has too much to do', async () => {
    receiver.answers((response) => void response.writeHead(429, { 'Retry-After': '3600' }).end());
    const { id } = await rig.webhook(receiver.url);
    await rig.tell(happened());
    await until(async () => (await rig.deliveries(id))[0].responseStatus === 429);
    expect(Date.parse((await rig.deliveries(id))[0].nextAttemptAt) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('follows no redirect', async () => {
    receiver.answers((response) => void response.writeHead(307, { Location: `${receiver.url}/elsewhere` }).end());
    const { id } = await rig.webhook(receiver.url, { retry: { policy: 'custom', delaysSeconds: [] } });
    await rig.tell(happened());
    await rig.settled(id);
    expect([receiver.received.length, (await rig.deliveries(id))[0]]).toMatchObject([
      1,
      { status: 'failed', error: 'bad_status', responseStatus: 307 },
    ]);
  });

  it.each([
    ['connection_refused', 'http://127.0.0.1:1/'],
    ['private_address', 'https://127.0.0.2:8080/'],
    ['dns_lookup_failed', 'https://nobody.invalid/'],
    ['tls_error', 'https://127.0.0.1:PORT/'],
  ])('says %s when that is what went wrong', async (error, url) => {
    const { id } = await rig.webhook(receiver.url, { retry: { policy: 'custom', delaysSeconds: [] } });
    const target = url.replace('PORT', new URL(receiver.url).port);
    await server.db.asSystem('test', (tx) => tx.execute('update webhooks set url = $2 where id = $1', [id, target]));
    await rig.tell(happened());
    await rig.settled(id, 20_000);
    const [delivery] = await rig.deliveries(id);
    expect(delivery).toMatchObject({ status: 'failed', error, responseStatus: null });
    expect((await rig.api.get(`/v1/webhook-deliveries/${delivery.id}`)).body).toMatchObject({
      response: null,
      attempts: [{ error, status: null }],
    });
  });

  it('is a success whatever else a receiver says with its 2xx, and reads no more of it than a little', async () => {
    receiver.answers((response) => {
      response.writeHead(200, { 'Content-Length': String(10 ** 9) });
      response.write(Buffer.alloc(200_000, 'y'));
    });
    const { id } = await rig.webhook(receiver.url);
    await rig.tell(happened());
    await rig.settled(id);
    expect((await rig.deliveries(id))[0]).toMatchObject({ status: 'delivered' });
  });
});

describe('an endpoint that wants order', () => {
  it('gets what belongs together one after the other, also when the first fails, and the rest meanwhile', async () => {
    receiver.answers(
      (response, { body }) =>
        void response.writeHead(JSON.parse(body).data.mark === 'a1' && receiver.received.length < 6 ? 500 : 200).end(),
    );
    const { id } = await rig.webhook(receiver.url, { ordered: true });
    const marks = () => receiver.received.map(({ body }) => JSON.parse(body).data.mark);
    for (const mark of ['a1', 'a2', 'b1', 'a3', 'b2', 'c1'])
      await rig.tell({ type: 'sample.happened', orderKey: mark.charAt(0), data: { mark } });
    await until(() => marks().length === 4);
    expect(marks().filter((mark) => mark.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(marks().filter((mark) => mark.startsWith('a'))).toEqual(['a1']);
    await until(() => marks().length === 5, 20_000);
    await rig.settled(id, 30_000);
    expect(marks().filter((mark) => mark.startsWith('a'))).toEqual(['a1', 'a1', 'a1', 'a2', 'a3']);
  }, 60_000);

  it('goes on with the next when one has failed for good', async () => {
    receiver.answers((response, { body }) => void response.writeHead(JSON.parse(body).data.mark === 1 ? 500 : 200).end());
    const { id } = await rig.webhook(receiver.url, { ordered: true, retry: { policy: 'custom', delaysSeconds: [] } });
    await rig.tell(...[1, 2, 3].map((mark) => ({ type: 'sample.happened', orderKey: 'one', data: { mark } })));
    await rig.settled(id);
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.mark)).toEqual([1, 2, 3]);
    expect((await rig.deliveries(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'failed']);
  });
});

describe('many deliveries', () => {
  it('are no more at once than an endpoint takes, and one that hangs delays no other', async () => {
    const hanging: { end(): void }[] = [];
    receiver.answers((response, { path }) => (path === '/hangs' ? hanging.push(response) : response.end()));
    await rig.webhook(`${receiver.url}/hangs`, { maxInFlight: 3, events: ['sample.slow'] });
    const good = await rig.webhook(`${receiver.url}/good`, { events: ['sample.fast'] });
    await rig.tell(...Array.from({ length: 50 }, () => happened('sample.slow')));
    await until(() => hanging.length === 3);
    await rig.tell(...Array.from({ length: 100 }, () => happened('sample.fast')));
    await rig.settled(good.id);
    expect([hanging.length, receiver.received.filter(({ path }) => path === '/good').length]).toEqual([3, 100]);
    hanging[0]?.end();
    await until(() => hanging.length === 4);
  });

  it('are each made once by two servers on one database', async () => {
    const second = await startTestServer({ env: WEBHOOK_ENV, database: server.database });
    const { id } = await rig.webhook(receiver.url);
    for (let round = 0; round < 10; round += 1) await rig.tell(...Array.from({ length: 20 }, () => happened()));
    await rig.settled(id);
    expect([receiver.received.length, new Set(idsOf(receiver.received)).size]).toEqual([200, 200]);
    await second.stop();
  });
});

describe('an endpoint is switched off', () => {
  const webhookEvents = async () => (await rig.api.get('/v1/events?type=webhook.*')).body.data;

  it('by its answer 410, told by an event and by mail; what waited is skipped', async () => {
    receiver.answers((response) => void response.writeHead(410).end());
    const { id } = await rig.webhook(receiver.url, { ordered: true });
    await rig.tell(...[1, 2].map(() => happened('sample.happened', { orderKey: 'one' })));
    await until(async () => (await rig.api.get(`/v1/webhooks/${id}`)).body.state === 'disabled');
    expect((await rig.api.get(`/v1/webhooks/${id}`)).body).toMatchObject({ disabledReason: 'gone', disabledAt: expect.any(String) });
    expect((await rig.deliveries(id)).map(({ status, error }) => [status, error])).toEqual([
      ['skipped', 'disabled'],
      ['failed', 'bad_status'],
    ]);
    expect(await webhookEvents()).toMatchObject([
      { type: 'webhook.disabled', data: { reason: 'gone', webhook: { id, state: 'disabled' } } },
    ]);
    await until(() => smtp.mails.some(({ to, text }) => to === rig.api.owner.user.email && text.includes(`/webhooks/${id}`)));
    await rig.tell(happened());
    expect(receiver.received).toHaveLength(1);
  });

  it('when nothing has arrived for three days, not before, and hears again of what happens once it is switched on', async () => {
    receiver.answers((response) => void response.writeHead(500).end());
    const { id } = await rig.webhook(receiver.url, { retry: { policy: 'custom', delaysSeconds: [] } });
    const failFor = async (hours: number) => {
      await server.db.asSystem('test', (tx) =>
        tx.execute('update webhooks set failing_since = now() - make_interval(hours => $2) where id = $1', [id, hours]),
      );
      await rig.tell(happened());
      await rig.settled(id);
      return (await rig.api.get(`/v1/webhooks/${id}`)).body.state;
    };
    expect([await failFor(71), await failFor(73)]).toEqual(['active', 'disabled']);
    expect(await webhookEvents()).toMatchObject([{ data: { reason: 'failing' } }]);
    receiver.answers((response) => void response.end());
    await rig.api.patch(`/v1/webhooks/${id}`, { state: 'active' });
    await rig.tell(happened());
    await rig.settled(id);
    expect((await rig.deliveries(id))[0].status).toBe('delivered');
  });
});

describe('what was sent', () => {
  it('is sent again on request, with the same id and bytes', async () => {
    const { id } = await rig.webhook(receiver.url);
    await rig.tell(happened());
    await rig.settled(id);
    const [{ id: deliveryId }] = await rig.deliveries(id);
    expect(await rig.api.post(`/v1/webhook-deliveries/${deliveryId}/retry`)).toMatchObject({ status: 202, body: { status: 'pending' } });
    await rig.settled(id);
    const [first, second] = receiver.received as [Received, Received];
    expect([second.headers['webhook-id'], second.body]).toEqual([first.headers['webhook-id'], first.body]);
    expect((await rig.api.get(`/v1/webhook-deliveries/${deliveryId}`)).body.attempts).toHaveLength(2);
  });

  it('is replayed by range and status; without a status also what was never sent', async () => {
    const from = new Date(Date.now() - 60_000).toISOString();
    await rig.tell(happened('sample.before'), happened('other.before'));
    receiver.answers((response, { body }) => void response.writeHead(JSON.parse(body).type === 'sample.bad' ? 500 : 200).end());
    const { id } = await rig.webhook(receiver.url, { events: ['sample.*'], retry: { policy: 'custom', delaysSeconds: [] } });
    await rig.tell(happened('sample.good'), happened('sample.bad'));
    await rig.settled(id);
    receiver.answers((response) => void response.end());
    const replay = async (body: object) => {
      receiver.received.length = 0;
      const answer = await rig.api.post(`/v1/webhooks/${id}/replay`, body);
      await rig.settled(id);
      return [
        answer.body.deliveries,
        receiver.received.map((received) => JSON.parse(received.body).type as string).toSorted((a, b) => (a < b ? -1 : 1)),
      ];
    };
    expect(await replay({ from, status: 'failed' })).toEqual([1, ['sample.bad']]);
    expect(await replay({ from })).toEqual([3, ['sample.bad', 'sample.before', 'sample.good']]);
    expect(await replay({ from, to: new Date(Date.now() - 50_000).toISOString() })).toEqual([0, []]);
    expect((await rig.api.post(`/v1/webhooks/${id}/replay`, { from, to: from })).status).toBe(422);
    await rig.api.patch(`/v1/webhooks/${id}`, { state: 'disabled' });
    expect((await rig.api.post(`/v1/webhooks/${id}/replay`, { from })).body.code).toBe('webhooks.disabled');
  });

  it('is listed by status, type and pages, and counted', async () => {
    receiver.answers((response, { body }) => void response.writeHead(JSON.parse(body).type === 'sample.bad' ? 500 : 200).end());
    const { id } = await rig.webhook(receiver.url, { retry: { policy: 'custom', delaysSeconds: [] } });
    await rig.tell(happened('sample.good'), happened('sample.bad'), happened('other.good'));
    await rig.settled(id);
    const types = async (query: string) => (await rig.deliveries(id, query)).map(({ eventType }) => eventType);
    expect(await types('')).toEqual(['other.good', 'sample.bad', 'sample.good']);
    expect(await types('?status=failed')).toEqual(['sample.bad']);
    expect(await types('?type=sample.*')).toEqual(['sample.bad', 'sample.good']);
    const first = (await rig.api.get(`/v1/webhooks/${id}/deliveries?limit=2`)).body;
    expect(await types(`?limit=2&cursor=${first.nextCursor}`)).toEqual(['sample.good']);
    expect((await rig.api.get(`/v1/webhooks/${id}/stats`)).body).toMatchObject({
      pending: 0,
      oldestPendingAt: null,
      last24Hours: { attempts: 3, succeeded: 2, failed: 1, successRate: 2 / 3, durationMs: { p50: expect.any(Number) } },
    });
  });

  it('keeps nothing of a person who is erased, also of what is still to be sent', async () => {
    receiver.answers((response, { body }) => void response.writeHead(500).end(body));
    const { id } = await rig.webhook(receiver.url);
    const contactId = randomUUID();
    await rig.tell({ type: 'sample.created', data: { contact: { id: contactId, name: 'Rosa Luna' } } });
    await until(async () => (await rig.deliveries(id))[0].responseStatus === 500);
    expect(await server.db.inOrganization(rig.organizationId, (tx) => erasePerson(tx, { mentions: [contactId] }))).toBe(1);
    const [{ id: deliveryId }] = await rig.deliveries(id);
    expect(JSON.stringify((await rig.api.get(`/v1/webhook-deliveries/${deliveryId}`)).body)).not.toContain('Rosa');
    receiver.received.length = 0;
    await rig.hurry(id);
    await until(() => receiver.received.length === 1);
    expect(JSON.parse((receiver.received[0] as Received).body).data).toEqual({ redacted: true, contact: { id: contactId } });
  });
});

describe('the test of an endpoint', () => {
  it('sends webhook.test before it answers, whatever the filter, to this endpoint alone', async () => {
    const { id, secret } = await rig.webhook(`${receiver.url}/tested`, { events: ['other.thing'] });
    await rig.webhook(`${receiver.url}/other`);
    receiver.answers((response) => void response.writeHead(201, { 'X-Seen': 'yes' }).end('thank you'));
    const { status, body } = await rig.api.post(`/v1/webhooks/${id}/test`);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/tested']);
    const [received] = receiver.received as [Received];
    expect(verified(secret, received)).toMatchObject({ type: 'webhook.test', organizationId: rig.organizationId });
    expect([status, body]).toMatchObject([
      200,
      {
        delivered: true,
        error: null,
        request: { url: `${receiver.url}/tested`, body: received.body },
        response: { status: 201, headers: { 'x-seen': 'yes' }, body: 'thank you', truncated: false },
      },
    ]);
    expect(await rig.deliveries(id)).toMatchObject([{ eventType: 'webhook.test', status: 'delivered', attemptCount: 1 }]);
    expect((await rig.api.get('/v1/events')).body.data).toEqual([]);
  });

  it('shows what went wrong', async () => {
    receiver.answers((response) => void response.writeHead(404).end('nobody here'));
    const { id } = await rig.webhook(receiver.url);
    expect((await rig.api.post(`/v1/webhooks/${id}/test`)).body).toMatchObject({
      delivered: false,
      error: 'bad_status',
      response: { status: 404 },
    });
    await rig.api.patch(`/v1/webhooks/${id}`, { url: 'http://127.0.0.1:1/' });
    expect((await rig.api.post(`/v1/webhooks/${id}/test`)).body).toMatchObject({
      delivered: false,
      error: 'connection_refused',
      response: null,
    });
    expect((await rig.deliveries(id)).map(({ status }) => status)).toEqual(['failed', 'failed']);
  });
});
