import type { ApiKeyUsage } from '../api/shapes.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** How many days back the usage of a key is shown. */
export const usageDays = 30;

/** The beginning of the first day that is shown, in UTC as the server counts days. */
export function usageStart(now: Date): string {
  return new Date(Math.floor(now.getTime() / dayMs) * dayMs - (usageDays - 1) * dayMs).toISOString();
}

/** A count for every day, also for those that the server leaves out because nothing happened. */
export function requestsPerDay({ from, to, data }: Pick<ApiKeyUsage, 'from' | 'to' | 'data'>): Array<{ key: string; value: number }> {
  const counts = new Map(data.map(({ at, requests }) => [at.slice(0, 10), requests]));
  const days: Array<{ key: string; value: number }> = [];
  for (let time = Date.parse(from); time < Date.parse(to); time += dayMs) {
    const key = new Date(time).toISOString().slice(0, 10);
    days.push({ key, value: counts.get(key) ?? 0 });
  }
  return days;
}
