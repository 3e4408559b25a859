import type { ChannelErrorReason } from '../../errors.ts';
import type { PageWindow } from '../page/whatsapp.ts';

declare const window: PageWindow;

/** An error of the page, in plain words. */
export type PageFailure = {
  build: string;
  name: string;
  message: string;
  properties: string;
  refusal?: ChannelErrorReason;
  status?: number;
};

/**
 * Repair 9: the page's own error classes are minified and keep what they have to say in own properties, so that they reach
 * Node as `t: t`. Runs in the page.
 */
export function describeError(error: unknown): PageFailure {
  const WHOLE_MAX_CHARS = 600;
  const PART_MAX_CHARS = 200;
  const inWords = (value: unknown): string => {
    try {
      // What JSON has no word for becomes nothing.
      return typeof value === 'string' ? value : [JSON.stringify(value)].join('');
    } catch {
      return Object.prototype.toString.call(value);
    }
  };
  const thrown = (typeof error === 'object' && error !== null ? error : { message: inWords(error ?? null) }) as Record<string, unknown>;
  const parts = Object.getOwnPropertyNames(thrown).filter((name) => name !== 'stack' && name !== 'message');
  const isError = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && 'message' in value;
  // One letter is all that the minifier leaves; what was meant lies in a property.
  const meant = inWords(thrown['message'] ?? '').length > 1 ? thrown : (parts.map((name) => thrown[name]).find(isError) ?? thrown);
  const shown = parts.map((name) => `${name}=${inWords(thrown[name] ?? null).slice(0, PART_MAX_CHARS)}`);
  const status = Number(thrown['status'] ?? thrown['statusCode'] ?? thrown['code']);
  return {
    build: window.Debug?.VERSION ?? 'unknown',
    name: inWords(meant['name'] ?? 'Error').slice(0, PART_MAX_CHARS),
    message: inWords(meant['message'] ?? '').slice(0, WHOLE_MAX_CHARS),
    properties: shown.join(', ').slice(0, WHOLE_MAX_CHARS),
    ...(typeof thrown['refusal'] === 'string' && { refusal: thrown['refusal'] as ChannelErrorReason }),
    ...(Number.isInteger(status) && status >= 400 && status < 600 && { status }),
  };
}
