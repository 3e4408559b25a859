import type { Response } from 'express';
import { AppError } from '../../platform/http/errors.ts';
import type { Standing } from './buckets.ts';

/** In both spellings that programs look for; the X- form gives its reset as a time, as is its custom. */
export function limitHeaders({ limit, used, resetMs }: Standing): Record<string, string> {
  const remaining = String(Math.max(limit - used, 0));
  const seconds = Math.ceil(resetMs / 1000);
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': remaining,
    'RateLimit-Reset': String(seconds),
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': remaining,
    'X-RateLimit-Reset': String(Math.ceil((Date.now() + resetMs) / 1000)),
  };
}

/** Shows how the limit stands; 429 when it is used up. */
export function showStanding(response: Response | undefined, standing: Standing, what: string): void {
  const headers = limitHeaders(standing);
  for (const [name, value] of Object.entries(headers)) response?.setHeader(name, value);
  if (standing.used <= standing.limit) return;
  const seconds = Math.max(1, Math.ceil(standing.resetMs / 1000));
  throw new AppError({
    code: 'limits.exceeded',
    status: 429,
    detail: `Too many ${what}. Try again in ${seconds} seconds.`,
    headers: { ...headers, 'Retry-After': String(seconds) },
  });
}
