import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { OutgoingContent } from '../channels.schema.ts';
import { createStage, samples, text } from '../testing/rig.ts';
import type { Stage } from '../testing/rig.ts';
import { sandboxRig } from '../testing/sandbox-rig.ts';
import type { SandboxRig } from '../testing/sandbox-rig.ts';
import { mannerOf, manners } from './manners.ts';

let rig: SandboxRig;
let stage: Stage;

beforeEach(async () => {
  rig = sandboxRig();
  stage = createStage(rig);
  await stage.startLinked();
});
afterEach(() => stage.end());

const person = (digits: string) => `+1555999${digits}07`;
const bodies = () => stage.heard('message').map(({ content }) => (content.type === 'text' ? content.text.body : content.type));
const statuses = () => stage.heard('message_status').map(({ status }) => status);
async function sendTo(digits: string, content: OutgoingContent = text('Hello')) {
  const sent = await stage.send(content, person(digits));
  await rig.pass(15_000);
  return sent;
}

describe('the scripted people', () => {
  it('live only in +1 555 999 xxxx; everyone else gets what is sent, says nothing and is not slow about it', async () => {
    expect(mannerOf('+15559990100')).toBe(manners['01']);
    expect(mannerOf('+15559980100')).toBeNull();
    expect(mannerOf('+155599901000')).toBeNull();
    await stage.send(text('Hello'));
    await rig.pass(600_000);
    expect(statuses()).toEqual(['sent', 'delivered']);
    expect(stage.heard('message')).toEqual([]);
  });

  it('are in docs/SANDBOX.md as they are here', () => {
    const document = readFileSync(new URL('../../../docs/SANDBOX.md', import.meta.url), 'utf8');
    const rows = [...document.matchAll(/^\| `(\d\d)` *\| (.*?) *\|$/gm)].map(([, digits, about]) => [digits, about]);
    expect(rows).toEqual(
      Object.entries(manners)
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([digits, { about }]) => [digits, about]),
    );
  });

  it.each([
    ['00', [], ['sent', 'delivered']],
    ['01', ['Hello'], ['sent', 'delivered', 'read']],
    ['02', ['Hello'], ['sent', 'delivered', 'read']],
    ['03', ['STOP'], ['sent', 'delivered', 'read']],
    ['04', ['STOP', 'START'], ['sent', 'delivered', 'read']],
    ['05', [], ['sent', 'delivered', 'read']],
    ['06', ['image'], ['sent', 'delivered', 'read']],
    ['14', ['zero:\u0000 half:\ud83d end'], ['sent', 'delivered']],
    ['16', ['unknown'], ['sent', 'delivered']],
    ['18', ['1', '2', '3', '4', '5'], ['sent', 'delivered']],
    ['20', [], ['sent']],
    ['21', [], ['sent']],
    ['22', [], ['sent', 'delivered']],
    ['35', [], ['sent', 'delivered']],
    ['37', [], ['sent', 'failed']],
  ])('%s answers %j after the ticks %j', async (digits, expected, ticks) => {
    await sendTo(digits).catch(() => rig.pass(15_000));
    expect(bodies()).toEqual(expected);
    expect(statuses()).toEqual(ticks);
  });

  it('answer in their own time, and their answers are in no history before', async () => {
    const history = async () => (await stage.channel().history(person('02'), { since: new Date(0), limit: 10 })).length;
    await stage.send(text('Hello'), person('02'));
    await rig.pass(10_000);
    expect(bodies()).toEqual([]);
    expect(await history()).toBe(1);
    await rig.pass(100);
    expect(bodies()).toEqual(['Hello']);
    expect(await history()).toBe(2);
  });

  it('play what can be played', async () => {
    await sendTo('05', samples.voice);
    expect(statuses()).toEqual(['sent', 'delivered', 'read', 'played']);
  });

  it('send a picture that can be downloaded', async () => {
    await sendTo('06');
    const content = stage.heard('message')[0]?.content;
    const picture = await stage.channel().downloadMedia(content?.type === 'image' ? content.image.mediaRef : '');
    const bytes = Buffer.concat(await picture.toArray());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(content).toMatchObject({ image: { sizeBytes: bytes.length } });
  });

  it('react, quote, edit and take back', async () => {
    const reacted = await sendTo('07');
    expect(stage.heard('reaction')).toMatchObject([{ providerId: reacted.providerId, emoji: '👍' }]);
    const quoted = await sendTo('08');
    expect(stage.heard('message').at(-1)).toMatchObject({ replyTo: quoted.providerId });
    await sendTo('09');
    expect(stage.heard('message_edited')).toMatchObject([
      { providerId: stage.heard('message').at(-1)?.providerId, content: { text: { body: 'Tomorrow' } } },
    ]);
    await sendTo('10');
    expect(stage.heard('message_revoked')).toMatchObject([{ providerId: stage.heard('message').at(-1)?.providerId }]);
  });

  it('vote, pick a button, call', async () => {
    const poll = await sendTo('11', samples.poll);
    expect(stage.heard('poll_vote')).toMatchObject([{ providerId: poll.providerId, options: ['Yes'] }]);
    await sendTo('11', samples.interactive);
    expect(stage.heard('message').at(-1)?.content).toMatchObject({ selection: { id: 'y', title: 'Yes', source: 'button' } });
    await sendTo('12');
    expect(stage.heard('call')).toMatchObject([{ from: { phone: person('12') }, video: false }]);
  });

  it('hide their number, write 65,536 characters, or are heard twice', async () => {
    await sendTo('13');
    expect(stage.heard('message').at(-1)).toMatchObject({ chatId: '15559991307@lid', from: { lid: '15559991307@lid' } });
    await sendTo('15');
    expect(bodies().at(-1)).toHaveLength(65_536);
    await sendTo('17');
    const [first, second] = stage.heard('message').slice(-2);
    expect(first).toEqual(second);
  });

  it('take a minute for the second tick', async () => {
    await sendTo('20');
    await rig.pass(60_000);
    expect(statuses()).toEqual(['sent', 'delivered']);
  });

  it('let the first tick be heard before the answer of the send', async () => {
    stage.refuseEvents(1);
    let answered = false;
    const sending = stage.send(text('Hello'), person('22')).then(() => (answered = true));
    await rig.pass(499);
    expect(answered).toBe(false);
    await rig.pass(1);
    expect(statuses()[0]).toBe('sent');
    expect(await sending).toBe(true);
  });

  it.each([
    ['30', 'not_sent', 'not_registered'],
    ['31', 'not_sent', 'recipient_refused'],
    ['33', 'retryable', 'service_unavailable'],
    ['38', 'not_sent', 'restricted'],
  ])('%s never gets anything: %s, %s', async (digits, outcome, reason) => {
    for (let tries = 0; tries < 3; tries += 1) await expect(sendTo(digits)).rejects.toMatchObject({ outcome, reason });
    expect(await rig.copies(person(digits))).toEqual([]);
  });

  it.each([
    ['32', ['service_unavailable', 'service_unavailable', 'went'], 1],
    ['34', ['rate_limited', 'went', 'rate_limited'], 1],
    ['35', ['answer_lost', 'answer_lost', 'answer_lost'], 3],
    ['36', ['answer_lost', 'went', 'answer_lost'], 1],
  ])('%s answers three tries of one message with %j and holds %i copies', async (digits, expected, copies) => {
    const tries: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const sending = stage.channel().send({ to: person(digits), content: text('Hello'), ownId: 'same' });
      tries.push(
        await sending.then(
          () => 'went',
          (error: { reason: string }) => error.reason,
        ),
      );
    }
    expect(tries).toEqual(expected);
    expect(await rig.copies(person(digits))).toHaveLength(copies);
  });

  it('ask to join a group to which they cannot be added', async () => {
    const { groups } = stage.channel();
    const { group, results } = await groups.create('Birds', [person('40')]);
    expect(results).toEqual([{ person: person('40'), outcome: 'invite_needed' }]);
    expect(await groups.joinRequests(group.groupId)).toEqual([{ phone: person('40') }]);
    expect(await groups.answerJoinRequests(group.groupId, [person('40'), person('00')], 'approve')).toEqual([
      { person: person('40'), outcome: 'done' },
      { person: person('00'), outcome: 'no_request' },
    ]);
    expect((await groups.list())[0]?.participants).toContainEqual({ person: { phone: person('40') }, admin: false });
  });
});
