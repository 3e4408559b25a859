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
  const PROPERTIES_MAX_CHARS = 600;
  const PROPERTY_MAX_CHARS = 200;
  const thrown = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Record<string, unknown>;
  const shown = Object.getOwnPropertyNames(thrown)
    .filter((name) => name !== 'stack' && name !== 'message')
    .map((name) => {
      const value = thrown[name];
      const text = typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
      return `${name}=${text.slice(0, PROPERTY_MAX_CHARS)}`;
    });
  const status = Number(thrown['status'] ?? thrown['statusCode'] ?? thrown['code']);
  return {
    build: window.Debug?.VERSION ?? 'unknown',
    name: String(thrown['name'] ?? 'Error').slice(0, PROPERTY_MAX_CHARS),
    message: String(thrown['message'] ?? '').slice(0, PROPERTIES_MAX_CHARS),
    properties: shown.join(', ').slice(0, PROPERTIES_MAX_CHARS),
    ...(typeof thrown['refusal'] === 'string' && { refusal: thrown['refusal'] as ChannelErrorReason }),
    ...(Number.isInteger(status) && status >= 400 && status < 600 && { status }),
  };
}
