import type { AlarmClock } from '../../alarm-clock.ts';
import { personId } from '../../channels.schema.ts';
import type { ChatId, Person } from '../../channels.schema.ts';
import { otherWid } from '../page/parts.ts';
import type { InPage } from '../page/in-page.ts';
import type { PageWindow, Wid } from '../page/whatsapp.ts';
import { personOfWid, placeOfWid } from './wids.ts';

declare const window: PageWindow;

// A crowd of groups; beyond it the oldest are asked for again.
const KNOWN_MAX = 5_000;
const ASK_AGAIN_AFTER_MS = 10 * 60_000;
const ASK_WITHIN_MS = 5_000;

/** Who is who: each person by phone and hidden identity, as far as WhatsApp tells. */
export type People = {
  of(wid: string): Promise<Person | null>;
  /** The chat under the name by which we know it; null for what the contract has no name for. */
  chat(wid: string): Promise<ChatId | null>;
};

type Known = { person: Person; askAgainAt: number };

export function createPeople({ inPage, clock }: { inPage: InPage; clock: AlarmClock }): People {
  const known = new Map<string, Known>();

  async function of(wid: string): Promise<Person | null> {
    const said = personOfWid(wid);
    if (!said) return null;
    const now = clock.now().getTime();
    const before = known.get(wid);
    if (before && before.askAgainAt > now) return before.person;
    // What cannot be told now is told later; a message never waits for it.
    const other = await inPage(findOther, [wid], { withinMs: ASK_WITHIN_MS }).catch(() => null);
    const person = { ...(other && personOfWid(other)), ...said };
    const whole = person.phone !== undefined && person.lid !== undefined;
    known.delete(wid);
    known.set(wid, { person, askAgainAt: whole ? Infinity : now + ASK_AGAIN_AFTER_MS });
    const [oldest] = known.keys();
    if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
    return person;
  }

  return {
    of,
    async chat(wid) {
      const place = placeOfWid(wid);
      if (place) return place;
      const person = await of(wid);
      return person && personId(person);
    },
  };
}

/** In the page: the other identity of whoever this is; WhatsApp is asked only for a number behind a hidden identity. */
async function findOther(id: string): Promise<string | null> {
  const wid: Wid = window.require('WAWebWidFactory').createWid(id);
  const other = otherWid(wid);
  if (other || wid.server !== 'lid') return other?._serialized ?? null;
  return (await window.WWebJS.enforceLidAndPnRetrieval(id)).phone?._serialized ?? null;
}
