import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage } from '../testing/rig.ts';
import type { Stage } from '../testing/rig.ts';
import { sandboxRig } from '../testing/sandbox-rig.ts';
import type { SandboxRig } from '../testing/sandbox-rig.ts';

let rig: SandboxRig;
let stage: Stage;

beforeEach(async () => {
  rig = sandboxRig();
  stage = createStage(rig);
  await stage.start();
});
afterEach(() => stage.end());

const lastQr = () => stage.heard('qr').at(-1);

describe('the codes of the sandbox', () => {
  it('last 60 seconds, then 20 seconds each, six in all, and then it gives up', async () => {
    const times: number[] = [];
    for (let second = 0; second < 200; second += 1) {
      await rig.pass(1_000);
      if (stage.heard('qr').length > times.length) times.push(second);
    }
    expect(times).toEqual([0, 59, 79, 99, 119, 139]);
    expect(stage.heard('qr').map(({ attemptsLeft }) => attemptsLeft)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(new Set(stage.heard('qr').map(({ qr }) => qr)).size).toBe(6);
    expect(stage.heard('disconnected')).toMatchObject([{ reason: 'qr_expired', at: '2026-01-01T00:02:40.000Z' }]);
  });

  it('say when they expire', async () => {
    await rig.pass(0);
    expect(lastQr()?.expiresAt).toBe('2026-01-01T00:01:00.000Z');
    await rig.pass(60_000);
    expect(lastQr()?.expiresAt).toBe('2026-01-01T00:01:20.000Z');
  });

  it('start anew with the next session', async () => {
    await rig.pass(200_000);
    await stage.start();
    await rig.pass(0);
    expect(lastQr()?.attemptsLeft).toBe(5);
  });

  it('run faster when the sandbox does', async () => {
    await (await rig.sandbox()).setFaults({ speed: 10 });
    await stage.start();
    await rig.pass(6_000);
    expect(stage.heard('qr')).toHaveLength(2);
  });

  it('give way to a pairing code, and come back when it has expired', async () => {
    await rig.pass(0);
    const { expiresAt } = await stage.channel().requestPairingCode('+15551239999');
    expect(expiresAt.toISOString()).toBe('2026-01-01T00:03:00.000Z');
    await rig.pass(179_000);
    expect(stage.heard('qr')).toHaveLength(1);
    await rig.pass(1_000);
    expect(stage.heard('qr')).toHaveLength(2);
  });
});

describe('a scan', () => {
  it('links the phone that scans, or the one for which a code was asked, else always the same number of this client', async () => {
    await rig.scan();
    await rig.pass(2_000);
    const [{ phoneNumber } = {}] = stage.heard('ready');
    expect(phoneNumber).toMatch(/^\+1555(?!999)\d{7}$/);

    await stage.channel().logout();
    await stage.start();
    await stage.channel().requestPairingCode('+15551239999');
    await rig.scan();
    await rig.pass(2_000);
    expect(stage.heard('ready')).toMatchObject([{ phoneNumber: '+15551239999' }]);

    await stage.channel().logout();
    await stage.start();
    await rig.scan();
    await rig.pass(2_000);
    expect(stage.heard('ready')).toMatchObject([{ phoneNumber }]);
  });

  it('reports the first sync, which a later start does not repeat', async () => {
    await rig.scan();
    await rig.pass(70_000);
    expect(stage.heard('qr')).toHaveLength(1);
    expect(stage.heard('syncing').map(({ percent }) => percent)).toEqual([0, 50, 100]);
    await stage.start();
    await rig.pass(2_000);
    expect(stage.heard('ready')).toHaveLength(1);
    expect(stage.heard('syncing')).toEqual([]);
  });

  it('is refused when no code is shown', async () => {
    await rig.scan();
    await expect(rig.scan()).rejects.toMatchObject({ outcome: 'not_sent', reason: 'not_awaiting_scan' });
  });

  it('links once when it is done twice at the same moment', async () => {
    const scans = await Promise.allSettled([rig.scan(), rig.scan()]);
    expect(scans.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual(['fulfilled', 'rejected']);
    await rig.pass(5_000);
    expect(stage.heard('ready')).toHaveLength(1);
  });

  it('waits for the passkey when it is asked for, and gives up after two minutes', async () => {
    const sandbox = await rig.sandbox();
    await sandbox.setFaults({ passkey: true });
    await rig.scan();
    await rig.pass(60_000);
    expect(stage.heard('passkey_required')).toHaveLength(1);
    expect(stage.heard('authenticated')).toEqual([]);
    await sandbox.setFaults({ passkey: false });
    await rig.pass(2_000);
    expect(stage.heard('ready')).toHaveLength(1);

    await stage.channel().logout();
    await stage.start();
    await (await rig.sandbox()).setFaults({ passkey: true });
    await rig.scan();
    await rig.pass(120_000);
    expect(stage.heard('disconnected')).toMatchObject([{ reason: 'passkey_unanswered' }]);
  });
});
