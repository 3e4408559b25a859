const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How a reader would say when something happened or will: relative up to a day, then the date. */
export function spokenTime(at: Date, now: Date, locale: string, justNow: string): string {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size >= dayMs) return dateAndTime(at, now, locale);
  if (size < 45 * secondMs) return justNow;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'long' });
  if (size < hourMs) return words.format(Math.sign(distance) * Math.max(1, Math.round(size / minuteMs)), 'minute');
  return words.format(Math.sign(distance) * Math.round(size / hourMs), 'hour');
}

/** Date and time to the second with the zone: what a hover shows. */
export function fullTime(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(at);
}

/** Whole seconds that are left, never below zero. */
export function secondsLeft(until: Date, nowMs: number): number {
  return Math.max(0, Math.ceil((until.getTime() - nowMs) / secondMs));
}

function dateAndTime(at: Date, now: Date, locale: string): string {
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', ...year }).format(at);
}
