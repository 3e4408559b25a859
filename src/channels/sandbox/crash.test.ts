import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../platform/clock.ts';
import type { Random } from '../../platform/clock.ts';
import { createLog } from '../../platform/log.ts';
import type { AlarmClock } from '../alarm-clock.ts';
import { eventKey } from '../channel-events.ts';
import type { ChannelEvent } from '../channel-events.ts';
import type { ChannelStore } from '../contract.ts';
import { fakeAlarmClock } from '../testing/fake-alarm-clock.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { testFile, text } from '../testing/rig.ts';
import { SandboxMessage } from './sandbox.schema.ts';
import { SandboxChannel } from './sandbox.ts';

const ECHO = '+15559990100';
const SLOW_ECHO = '+15559990200';
const REACTS = '+15559990700';
const FRIEND = '+15551230001';
const log = createLog({ level: 'silent' });

type Surroundings = { clock: AlarmClock; store: ChannelStore; heard: ChannelEvent[]; random: Random; skewMs: number };

/** One process that can be killed, and whose listener fails now and then: from then on its timers do not ring, its writes do not arrive and nobody hears it. */
function mortal({ clock, store, heard, random, skewMs }: Surroundings) {
  let dead = false;
  const never = new Promise<never>(() => undefined);
  const alive = <Result>(work: () => Promise<Result>) => (dead ? never : work());
  return {
    kill: () => {
      dead = true;
    },
    clock: {
      now: () => new Date(clock.now().getTime() + skewMs),
      at: (time: number, ring: () => void | Promise<void>) => clock.at(time - skewMs, () => (dead ? undefined : ring())),
    },
    store: {
      get: (key: string) => alive(() => store.get(key)),
      set: (entries: Readonly<Record<string, unknown>>) => alive(() => store.set(entries)),
      delete: (key: string) => alive(() => store.delete(key)),
      list: (prefix: string, options?: { after?: string; limit?: number }) => alive(() => store.list(prefix, options)),
    },
    emit: (batch: readonly ChannelEvent[]) =>
      alive(async () => {
        if (batch.every(({ type }) => type.startsWith('message')) && random() < 0.2) throw new Error('the events are not taken');
        heard.push(...batch);
      }),
  };
}

describe('a sandbox that is killed again and again', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('tells everything at least once and loses no answer (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const clock = fakeAlarmClock();
    const store = memoryStore();
    const heard: ChannelEvent[] = [];
    const expected = new Set<string>();
    let answers = 0;
    let reactions = 0;

    for (let life = 0; life < 12; life += 1) {
      // Each life may run on another machine, whose clock is a little off.
      const process = mortal({ clock, store, heard, random, skewMs: Math.floor(random() * 400) - 200 });
      const channel = new SandboxChannel();
      const options = { ...process, clientId: 'client-1', random, log, openMedia: testFile.open, sessionFolder: '/nowhere' };
      await channel.start(options);
      await clock.settle();
      if (life === 0) await channel.sandbox.scan(FRIEND.replace('0001', '0009'));
      await clock.advance(1_000);

      const until = Math.floor(random() * 30);
      for (let step = 0; step < until; step += 1) {
        const pick = random();
        if (pick < 0.4) {
          const to = [ECHO, SLOW_ECHO, REACTS][Math.floor(pick * 7.5)] ?? ECHO;
          const { providerId } = await channel.send({ to, content: text(`${life}.${step}`), ownId: `${life}.${step}` });
          if (to === REACTS) reactions += 1;
          else answers += 1;
          for (const status of ['sent', 'delivered', 'read']) expected.add(`message_status:${providerId}:${status}`);
        } else if (pick < 0.7) {
          const message = SandboxMessage.parse({ from: FRIEND, type: 'text', text: { body: 'hi' } });
          void channel.sandbox.receive(message).then(({ providerId }) => expected.add(`message:${providerId}`));
          if (pick < 0.6) await clock.advance(50);
        } else {
          await clock.advance(Math.floor(random() * 3_000));
        }
      }
      process.kill();
      await clock.advance(Math.floor(random() * 20_000));
    }

    const last = new SandboxChannel();
    const process = mortal({ clock, store, heard, random, skewMs: 0 });
    await last.start({ ...process, clientId: 'client-1', random, log, openMedia: testFile.open, sessionFolder: '/nowhere' });
    await clock.advance(60_000);

    const told = new Set(heard.map((event) => eventKey(event)));
    expect([...expected].filter((key) => !told.has(key))).toEqual([]);
    const echoes = new Set(heard.flatMap((event) => (event.type === 'message' && event.chatId !== FRIEND ? [event.providerId] : [])));
    expect(echoes.size).toBe(answers);
    expect(new Set(heard.flatMap((event) => (event.type === 'reaction' ? [event.providerId] : []))).size).toBe(reactions);
    await last.stop();
  });

  it('tells nothing again after it was stopped in peace', async () => {
    const clock = fakeAlarmClock();
    const store = memoryStore();
    const heard: ChannelEvent[] = [];
    const options = {
      clientId: 'client-1',
      clock,
      store,
      log,
      random: seededRandom(1),
      openMedia: testFile.open,
      sessionFolder: '/nowhere',
      emit: (batch: readonly ChannelEvent[]) => void heard.push(...batch),
    };
    const first = new SandboxChannel();
    await first.start(options);
    await clock.settle();
    await first.sandbox.scan();
    await clock.advance(2_000);
    for (let count = 0; count < 10; count += 1) await first.send({ to: ECHO, content: text('x'), ownId: `${count}` });
    await clock.advance(5_000);
    await first.stop();

    const second = new SandboxChannel();
    const before = heard.length;
    await second.start(options);
    await clock.advance(60_000);
    expect(heard.slice(before).map(({ type }) => type)).toEqual(['authenticated', 'ready']);
    await second.stop();
  });
});
