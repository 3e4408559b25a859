import { afterEach, expect, it } from '@jest/globals';
import wweb from 'whatsapp-web.js';
import { FRIEND, friendId, openLinked, openScene, OWN } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const TEST_MS = 60_000;

it(
  'links by QR, sends with ticks, receives, and comes back without a code, also after kill -9',
  async () => {
    scene = await openLinked();
    const { standin, stock } = scene;
    expect(stock.client.info.wid._serialized).toBe('15550001000@c.us');

    const sent = await stock.client.sendMessage(friendId, 'Hello');
    expect(sent.id._serialized).toMatch(/^true_15551230001@c\.us_3EB0/);
    await stock.until(() => stock.heard('message_ack').length >= 3);
    expect(stock.heard('message_ack').map(([, ack]) => ack)).toEqual([1, 2, 3]);
    expect(standin.sent(OWN)).toMatchObject([{ to: friendId, message: { body: 'Hello', type: 'chat' } }]);

    const { id } = standin.receive(OWN, { from: FRIEND, body: 'Hi' });
    expect(await stock.next('message')).toMatchObject([{ body: 'Hi', from: friendId, id: { _serialized: id } }]);

    const again = await scene.restart(async ({ client }) => void client.pupBrowser?.process()?.kill('SIGKILL'));
    await again.next('ready');
    expect(again.heard('qr')).toEqual([]);
    await scene.restart(async (one) => {
      await one.close();
      standin.receive(OWN, { from: FRIEND, body: 'Are you there?' });
    });
    await scene.stock.next('ready');
    expect(await scene.stock.client.getChats()).toMatchObject([{ unreadCount: 2, lastMessage: { body: 'Are you there?' } }]);
    expect(scene.stock.heard('message')).toEqual([]);
    expect([standin.unknownModules(), standin.pageErrors()]).toEqual([[], []]);
  },
  TEST_MS,
);

it(
  'links by a pairing code',
  async () => {
    scene = await openScene({}, { pairWithPhoneNumber: '15550001000' });
    const [code] = await scene.stock.next('code');
    expect(code).toMatch(/^[A-Z1-9]{8}$/);
    expect(scene.standin.pair(String(code))).toMatchObject({ phone: '15550001000@c.us' });
    await scene.stock.next('ready');
  },
  TEST_MS,
);

it(
  'shows one code after the other, and new ones when it is asked for',
  async () => {
    scene = await openScene({ firstQrMs: 200, qrMs: 200, qrCodes: 3 });
    const { stock, standin } = scene;
    await stock.next('qr');
    await stock.until(async () => (await stock.client.getState()) === wweb.WAState.UNPAIRED_IDLE);
    expect(new Set(stock.heard('qr').map(String)).size).toBe(3);
    expect(() => standin.scan(String(stock.heard('qr')[2]), { phone: OWN })).toThrow('any more');
    await stock.client.pupPage?.evaluate(`window.require('WAWebCmd').Cmd.refreshQR()`);
    await stock.until(() => stock.heard('qr').length > 3);
    standin.scan(String(stock.heard('qr').at(-1)), { phone: OWN });
    await stock.next('ready');
  },
  TEST_MS,
);

it(
  'asks for a passkey after the scan',
  async () => {
    scene = await openScene();
    const { stock, standin } = scene;
    const qr = String(await stock.next('qr'));
    standin.askPasskey(qr);
    expect(standin.scan(qr, { phone: OWN })).toMatchObject({ passkey: true });
    await stock.client.pupPage?.waitForSelector('[data-testid="passkey-challenge"]');
    expect(stock.heard('authenticated')).toEqual([]);
    standin.answerPasskey(OWN);
    await stock.next('ready');
  },
  TEST_MS,
);

it(
  'is unlinked by the phone, by another browser, and by itself',
  async () => {
    scene = await openLinked();
    const { stock, standin } = scene;
    standin.conflict(OWN);
    expect(await stock.next('disconnected')).toEqual(['CONFLICT']);
    const second = await scene.restart();
    await second.next('ready');
    standin.logOut(OWN, { landing: 'https://web.whatsapp.com/' });
    expect(await second.next('disconnected')).toEqual(['LOGOUT']);
    await second.next('qr');
    const third = await scene.restart();
    standin.scan(String(await third.next('qr')), { phone: OWN });
    await third.next('ready');
    await third.client.logout();
    const fourth = await scene.restart();
    await fourth.next('qr');
  },
  TEST_MS,
);

it(
  'crashes, hangs, loses its connection and is blocked when it is told to',
  async () => {
    scene = await openLinked();
    const { stock, standin } = scene;
    const states = () => stock.heard('change_state').map(String);
    standin.drop(OWN, 300);
    await stock.until(() => states().at(-1) === 'CONNECTED' && states().includes('OPENING'));
    standin.receive(OWN, { from: FRIEND, body: 'still there' });
    await stock.next('message');
    standin.drop(OWN, 300);
    await stock.client.sendMessage(friendId, 'over a broken line');
    await stock.until(() => stock.heard('message_ack').some(([, ack]) => ack === 3));
    expect(standin.sent(OWN)).toHaveLength(1);

    standin.hang(OWN, 1_000);
    await stock.until(async () => {
      const askedAt = Date.now();
      await stock.client.getState();
      return Date.now() - askedAt > 500;
    });

    const crashed = new Promise<Error>((resolve) => stock.client.pupPage?.once('error', resolve));
    standin.crashPage(OWN);
    expect((await crashed).message).toBe('Page crashed!');

    const again = await scene.restart();
    await again.next('ready');
    standin.state(OWN, 'TOS_BLOCK');
    expect(await again.next('disconnected')).toEqual(['TOS_BLOCK']);
  },
  TEST_MS,
);
