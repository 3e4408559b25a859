import { unprocessable } from '../../platform/http/errors.ts';

const LATEST_MS = 366 * 86_400_000;
// A clock of the caller's that is a little ahead does not matter.
const PAST_TOLERANCE_MS = 60_000;

/** When a message is to go; null for at once. A time without an offset is one of the named time zone, UTC when none is named. */
export function readSendAt(sendAt: string | undefined, timeZone: string | undefined, now: Date): Date | null {
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw unprocessable([{ path: 'timeZone', message: 'This is not a time zone; write it as Europe/Berlin.' }]);
  if (sendAt === undefined) return null;
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(sendAt);
  const time = hasOffset ? new Date(sendAt) : timeIn(timeZone ?? 'UTC', sendAt);
  if (time.getTime() < now.getTime() - PAST_TOLERANCE_MS) throw unprocessable([{ path: 'sendAt', message: 'This time has passed.' }]);
  if (time.getTime() > now.getTime() + LATEST_MS) throw unprocessable([{ path: 'sendAt', message: 'This is more than a year ahead.' }]);
  return time;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** In the hour that a clock change leaves out, the hour after it; in the one that it repeats, the first. */
function timeIn(timeZone: string, local: string): Date {
  const asUtc = new Date(`${local}Z`).getTime();
  const offsets = [offsetMs(timeZone, asUtc - 86_400_000), offsetMs(timeZone, asUtc + 86_400_000)];
  const fits = offsets.map((offset) => asUtc - offset).find((time) => time + offsetMs(timeZone, time) === asUtc);
  return new Date(fits ?? asUtc - (offsets[0] as number));
}

function offsetMs(timeZone: string, time: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(time / 1_000) * 1_000;
}
