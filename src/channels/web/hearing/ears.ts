import type { EventEmitter } from 'node:events';
import type { Log } from '../../../platform/log.ts';
import type { AlarmClock } from '../../alarm-clock.ts';
import type { ChannelEvent } from '../../channel-events.ts';
import type { Person, Phone } from '../../channels.schema.ts';
import { ChannelError } from '../../errors.ts';
import type { ChannelStore } from '../../contract.ts';
import { createPeople } from '../identities/people.ts';
import type { People } from '../identities/people.ts';
import { personOfWid } from '../identities/wids.ts';
import { awaitCallsMap } from '../page/calls-map.ts';
import type { InPage } from '../page/in-page.ts';
import { singCanary } from '../page/watch.ts';
import { applyRepairs } from '../repairs/repairs.ts';
import type { RepairReport } from '../repairs/repairs.ts';
import { createHearing } from './hearing.ts';
import type { RawMessage } from './content.ts';
import { heardMessage } from './messages.ts';
import { unreadMessages } from './sweep.ts';

const CALLS_WITHIN_MS = 8_000;
const CANARY_WITHIN_MS = 15_000;
const SWEEP_WITHIN_MS = 60_000;
const UNREAD_MAX_PER_CHAT = 200;
/** What is older than that is an old story to whoever has just been linked. */
const NEWS_WITHIN_MS = 24 * 3_600_000;
const SENT_HERE_MAX = 20_000;

type Parts = { clock: AlarmClock; log: Log; store: ChannelStore; tell: (event: ChannelEvent) => void };

/** What a session hears with: the repaired page, who we are in it, and the listeners. */
export class Ears {
  readonly #parts: Parts;
  readonly #sentHere = new Set<string>();
  readonly #hearing: ReturnType<typeof createHearing>;
  #people: People | null = null;
  #ownWids: string[] = [];
  #me: Person = {};
  #reports: RepairReport[] = [];
  #open = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#hearing = createHearing({
      ...parts,
      ears: () => this.#knowing(),
      isSentHere: (providerId) => this.#sentHere.has(providerId.split('_')[2] ?? ''),
    });
  }

  /** Before the library attaches its listeners: the page is repaired, and must have what the library takes for granted. */
  async prepare(inPage: InPage): Promise<void> {
    const { log, clock } = this.#parts;
    this.#reports = await applyRepairs(inPage, log);
    const missing = this.#reports.filter(({ verdict, required }) => verdict === 'failed' && required);
    if (missing.length > 0) {
      const names = missing.map(({ name, detail }) => `${name} (${detail})`).join(', ');
      throw new ChannelError('not_sent', 'page_incompatible', `Needed repairs of WhatsApp Web did not take: ${names}`);
    }
    const calls = await inPage(awaitCallsMap, [CALLS_WITHIN_MS]);
    if (calls === 'missing') log.warn('this build of WhatsApp Web does not say where calls are kept: none will be heard');
    const { phone, lid } = await inPage(singCanary, []);
    this.#ownWids = [phone, lid].filter((wid) => wid !== null);
    this.#me = Object.assign({}, ...this.#ownWids.map(personOfWid)) as Person;
    this.#people = createPeople({ inPage, clock });
  }

  /** All listeners are attached. */
  open(): void {
    this.#open = true;
  }

  listenTo(library: EventEmitter): void {
    this.#hearing.listenTo(library);
  }

  areOpen(): boolean {
    return this.#open;
  }

  /** Until the page that comes next is prepared. */
  close(): void {
    this.#open = false;
  }

  /** Whether all that a session promises is there; only then it is `ready`. */
  async checkUp(inPage: InPage): Promise<{ phoneNumber: Phone; lid?: string; name?: string }> {
    const canary = await inPage(singCanary, [], { withinMs: CANARY_WITHIN_MS });
    const { phone, lid } = this.#me;
    if (phone === undefined) throw new ChannelError('not_sent', 'page_incompatible', 'WhatsApp Web does not say which number is linked.');
    if (!canary.keysRead)
      throw new ChannelError(
        'not_sent',
        'page_incompatible',
        `WhatsApp Web ${canary.build} names its messages in a way that is not known.`,
      );
    if (!canary.injected) throw new ChannelError('not_sent', 'page_incompatible', `WhatsApp Web ${canary.build} does not let us listen.`);
    return { phoneNumber: phone, ...(lid !== undefined && { lid }), ...(canary.name && { name: canary.name.slice(0, 1_000) }) };
  }

  /** After `ready`: what came while nobody listened, and which repairs are missing. */
  async sweep(inPage: InPage): Promise<void> {
    const { clock, tell, log } = this.#parts;
    const at = clock.now();
    for (const { verdict, name, detail = '' } of this.#reports) {
      if (verdict === 'failed')
        tell({ type: 'warning', at: at.toISOString(), code: 'repair_missing', detail: `${name}: ${detail}`.slice(0, 2_000) });
    }
    const since = Math.floor((at.getTime() - NEWS_WITHIN_MS) / 1_000);
    try {
      await this.#hearing.hearLate(await inPage(unreadMessages, [since, UNREAD_MAX_PER_CHAT], { withinMs: SWEEP_WITHIN_MS }));
    } catch (err) {
      log.error({ err }, 'the unread chats could not be read');
    }
  }

  /** What this session sends comes back as a message like any other; said before it goes. */
  isSending(keyIds: readonly string[]): void {
    for (const id of keyIds) this.#sentHere.add(id);
    for (const oldest of this.#sentHere) {
      if (this.#sentHere.size <= SENT_HERE_MAX) break;
      this.#sentHere.delete(oldest);
    }
  }

  people(): People {
    if (!this.#people) throw new ChannelError('retryable', 'not_connected', 'The page is not ready.');
    return this.#people;
  }

  /** A message of the page's own collections, as we hear messages. */
  read(raw: RawMessage) {
    return heardMessage(raw, this.#knowing());
  }

  #knowing() {
    return { people: this.people(), ownWids: this.#ownWids, me: this.#me };
  }

  settled(): Promise<void> {
    return this.#hearing.settled();
  }
}
