import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, text } from '../testing/rig.ts';
import type { Stage } from '../testing/rig.ts';
import { sandboxRig } from '../testing/sandbox-rig.ts';
import type { SandboxRig } from '../testing/sandbox-rig.ts';
import { SandboxFaults, SandboxMessage } from './sandbox.schema.ts';

const FRIEND = '+15551230001';

let rig: SandboxRig;
let stage: Stage;

beforeEach(async () => {
  rig = sandboxRig();
  stage = createStage(rig);
  await stage.startLinked();
});
afterEach(() => stage.end());

const switchOn = async (faults: SandboxFaults) => (await rig.sandbox()).setFaults(faults);
const arrive = async (message: unknown) => (await rig.sandbox()).receive(SandboxMessage.parse(message));
const copies = (to = FRIEND) => rig.copies(to);

describe('the switches for faults', () => {
  it('lose the answers of so many sends that went through', async () => {
    await switchOn({ loseAnswerRate: 0.3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => stage.send(text('x'))));
    const lost = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(lost).toBeGreaterThan(40);
    expect(lost).toBeLessThan(80);
    expect(await copies()).toHaveLength(200);
  });

  it('fail so many sends, which then did not go', async () => {
    await switchOn({ failRate: 1 });
    await expect(stage.send(text('x'))).rejects.toMatchObject({ outcome: 'retryable', reason: 'service_unavailable' });
    expect(await copies()).toEqual([]);
  });

  it('slow a send down: half of the time before it goes, half before its answer', async () => {
    await switchOn({ slowMs: 1_000 });
    const answers: string[] = [];
    void stage.send(text('x')).then(() => answers.push('sent'));
    await rig.pass(499);
    expect(await copies()).toEqual([]);
    await rig.pass(1);
    expect(await copies()).toHaveLength(1);
    expect(answers).toEqual([]);
    await rig.pass(500);
    expect(answers).toEqual(['sent']);
  });

  it('do not send what was on its way when the session stopped', async () => {
    await switchOn({ slowMs: 1_000 });
    const sending = stage.send(text('x')).catch((error: unknown) => error);
    await rig.pass(100);
    await stage.channel().stop();
    await rig.pass(2_000);
    expect(await sending).toMatchObject({ outcome: 'retryable', reason: 'not_connected' });
    expect(await copies()).toEqual([]);
  });

  it('take numbers off WhatsApp, however they are written', async () => {
    await switchOn(SandboxFaults.parse({ unregistered: ['+1 (555) 123-0001'] }));
    await expect(stage.send(text('x'))).rejects.toMatchObject({ outcome: 'not_sent', reason: 'not_registered' });
    expect(await stage.channel().checkNumbers([FRIEND, '+15551230002'])).toEqual([
      { number: FRIEND, registered: false },
      { number: '+15551230002', registered: true },
    ]);
  });

  it('set the time between ticks, or switch the ticks off', async () => {
    await switchOn({ ackDelayMs: 5_000 });
    await stage.send(text('x'));
    await rig.pass(4_999);
    expect(stage.heard('message_status').map(({ status }) => status)).toEqual(['sent']);
    await rig.pass(1);
    expect(stage.heard('message_status').map(({ status }) => status)).toEqual(['sent', 'delivered']);
    await switchOn({ acks: false });
    await stage.send(text('y'));
    await rig.pass(60_000);
    expect(stage.heard('message_status')).toHaveLength(2);
  });

  it('break the connection once, for as long as they say', async () => {
    expect(await switchOn({ disconnect: 30_000 })).not.toMatchObject({ disconnect: 30_000 });
    await rig.pass(0);
    expect(stage.heard('disconnected')).toMatchObject([{ reason: 'connection_lost' }]);
    await stage.start();
    await rig.pass(29_000);
    expect(stage.heard('ready')).toEqual([]);
    await rig.pass(2_000);
    expect(stage.heard('ready')).toHaveLength(1);
  });

  it('end a session only once, and nothing is heard after its end', async () => {
    await switchOn({ disconnect: 30_000 });
    await switchOn({ disconnect: true });
    await rig.pass(1_000);
    expect(stage.heard('disconnected')).toHaveLength(1);

    await stage.start();
    await rig.pass(1_000);
    await switchOn({ disconnect: true });
    await rig.pass(60_000);
    expect(stage.events().map(({ type }) => type)).toEqual(['disconnected']);

    await stage.channel().logout();
    await stage.start();
    await rig.pass(1_000);
    await switchOn({ disconnect: true });
    await rig.pass(200_000);
    expect(stage.events().map(({ type }) => type)).toEqual(['qr', 'disconnected']);
  });

  it('warn of a ban without ending the session', async () => {
    await switchOn({ banWarning: true });
    expect(stage.heard('warning')).toMatchObject([{ code: 'ban_warning' }]);
    expect((await stage.channel().probe()).alive).toBe(true);
  });

  it('keep what is not named, last over a restart, and are reset by naming none', async () => {
    await switchOn({ slowMs: 10, restrictCold: true });
    await switchOn({ slowMs: 20 });
    await stage.start();
    expect(await (await rig.sandbox()).faults()).toMatchObject({ slowMs: 20, restrictCold: true });
    expect(await switchOn({})).toEqual({});
  });

  it('refuse only first messages when those are restricted, also under a group and after a restart', async () => {
    await rig.write(FRIEND, 'Hello');
    const { group } = await stage.channel().groups.create('Birds', ['+15551230002']);
    await switchOn({ restrictCold: true });
    await stage.start();
    await rig.pass(1_000);
    await stage.send(text('reply'));
    await stage.send(text('all'), group.groupId);
    await expect(stage.send(text('first'), '+15551230002')).rejects.toMatchObject({ outcome: 'not_sent', reason: 'restricted' });
  });
});

describe('what arrives in the sandbox', () => {
  it('waits for a number that is not running, and is told late', async () => {
    await stage.channel().stop();
    const { providerId } = await arrive({ from: '1 555 123 0001', type: 'text', text: { body: 'anyone?' } });
    await rig.pass(60_000);
    await stage.start();
    await rig.pass(1_000);
    expect(stage.heard('message')).toMatchObject([{ providerId, late: true }]);
  });

  it('is refused for a number that was never linked', async () => {
    await stage.channel().logout();
    const arriving = arrive({ from: FRIEND, type: 'text', text: { body: 'x' } });
    await expect(arriving).rejects.toMatchObject({ outcome: 'retryable', reason: 'not_connected' });
  });

  it('may be typed on the own phone, and is then our own', async () => {
    const [{ phoneNumber } = {}] = stage.heard('ready');
    await arrive({ from: phoneNumber, to: FRIEND, type: 'text', text: { body: 'from the phone' } });
    expect(stage.heard('message')).toMatchObject([{ chatId: FRIEND, fromMe: true }]);
    expect(await copies()).toEqual([]);
  });

  it('may come twice under one id, from a hidden id, or from nobody in a group', async () => {
    await arrive({ from: '777@lid', type: 'text', text: { body: 'a' }, providerId: 'twice' });
    await arrive({ from: '777@lid', type: 'text', text: { body: 'a' }, providerId: 'twice' });
    await arrive({ from: null, groupId: 'birds', type: 'text', text: { body: 'b' } });
    expect(stage.heard('message')).toMatchObject([
      { providerId: 'twice', chatId: '777@lid', from: { lid: '777@lid' } },
      { providerId: 'twice' },
      { chatId: 'birds@g.us', from: null },
    ]);
  });

  it('makes a group of its own where there was none, with whoever wrote in it', async () => {
    await arrive({ from: FRIEND, groupId: 'birds', type: 'text', text: { body: 'hello' } });
    const [group] = await stage.channel().groups.list();
    expect(group).toMatchObject({ groupId: 'birds@g.us', admin: false });
    expect(group?.participants.map(({ person }) => person.phone)).toContain(FRIEND);
  });

  it('may be a call, a vote or a picked button', async () => {
    const poll = await stage.send({ type: 'poll', poll: { question: 'Berries?', options: ['Yes', 'No'] } });
    await arrive({ from: FRIEND, type: 'call', call: { video: true } });
    await arrive({ from: FRIEND, type: 'poll_vote', poll_vote: { messageId: poll.providerId, options: ['Yes'] } });
    await arrive({ from: FRIEND, type: 'selection', selection: { id: 'y', title: 'Yes' } });
    expect(stage.heard('call')).toMatchObject([{ video: true, from: { phone: FRIEND } }]);
    expect(stage.heard('poll_vote')).toMatchObject([{ providerId: poll.providerId, options: ['Yes'] }]);
    expect(stage.heard('message')).toMatchObject([{ content: { type: 'selection', selection: { id: 'y', source: 'button' } } }]);
  });
});
