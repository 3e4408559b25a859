import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openStock } from './stock.ts';
import type { Stock } from './stock.ts';
import { startStandin } from './standin.ts';
import type { Standin, StandinOptions } from './standin.ts';

const OWN = '+15550001000';
const FRIEND = '+15551230001';

let standin: Standin;
let stock: Stock;
let folder: string;

afterEach(async () => {
  await stock.close();
  await standin.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: StandinOptions = {}): Promise<void> {
  standin = await startStandin(options);
  folder = mkdtempSync(join(tmpdir(), 'standin-stock-'));
  stock = await openStock(standin, folder);
}

async function startLinked(options: StandinOptions = {}): Promise<void> {
  await start(options);
  const [qr] = await stock.next('qr');
  await standin.scan(String(qr), { phone: OWN, name: 'Shop' });
  await stock.next('ready');
}

describe('the stock library on the page of before', () => {
  it('links, sends, receives and comes back without a code', async () => {
    await startLinked();
    expect(stock.client.info.wid._serialized).toBe('15550001000@c.us');

    const sent = await stock.client.sendMessage('15551230001@c.us', 'Hello');
    expect(sent.id._serialized).toMatch(/^true_15551230001@c\.us_3EB0/);
    await stock.until(() => stock.heard('message_ack').length >= 3);
    expect(stock.heard('message_ack').map(([, ack]) => ack)).toEqual([1, 2, 3]);
    expect(standin.sent(OWN)).toMatchObject([{ to: '15551230001@c.us', message: { body: 'Hello', type: 'chat' } }]);

    const { id } = standin.receive(OWN, { from: FRIEND, body: 'Hi' });
    const [heard] = await stock.next('message');
    expect(heard).toMatchObject({ body: 'Hi', from: '15551230001@c.us', id: { _serialized: id } });

    await stock.close();
    standin.receive(OWN, { from: FRIEND, body: 'Are you there?' });
    stock = await openStock(standin, folder);
    await stock.next('ready');
    expect(stock.heard('qr')).toEqual([]);
    const [chat] = await stock.client.getChats();
    expect(chat).toMatchObject({ unreadCount: 2, lastMessage: { body: 'Are you there?' } });
    expect(stock.heard('message')).toEqual([]);
    expect(standin.unknownModules()).toEqual([]);
  }, 60_000);
});
