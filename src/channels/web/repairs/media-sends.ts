import type { MediaInfo, PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** Since 2026-09-17 a prepared file carries an enumerable `__x_id`, which, spread into the message, takes its id away. */
export const mediaSends: Repair = { name: 'media_sends', row: 8, required: true, apply: hideIdInPage };

function hideIdInPage(): Verdict {
  const PRIVATE_ID = '__x_id';
  const { WWebJS } = window;
  const { processMediaData, processStickerData } = WWebJS;
  if (typeof processMediaData !== 'function' || typeof processStickerData !== 'function') {
    return { verdict: 'failed', detail: 'the library no longer prepares files as it did' };
  }
  if ('hidesId' in processMediaData) return { verdict: 'armed' };

  // What cannot be hidden is covered by an object that stands in front of it.
  const covered = (prepared: Record<string, unknown>): Record<string, unknown> => {
    const kept = Object.fromEntries(Object.entries(prepared).filter(([name]) => name !== PRIVATE_ID));
    const copy = Object.create(prepared) as Record<string, unknown>;
    for (const [name, value] of Object.entries(kept))
      Object.defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true });
    return copy;
  };
  const hidden = (prepared: Record<string, unknown>): Record<string, unknown> => {
    if (!(PRIVATE_ID in prepared)) return prepared;
    const isFixed = Object.getOwnPropertyDescriptor(prepared, PRIVATE_ID)?.configurable === false;
    const shown = isFixed ? covered(prepared) : Object.defineProperty(prepared, PRIVATE_ID, { enumerable: false });
    const { toJSON } = prepared;
    if (typeof toJSON !== 'function') return shown;
    const withoutId = () => {
      const { [PRIVATE_ID]: _, ...json } = (toJSON as () => Record<string, unknown>).call(prepared);
      return json;
    };
    return Object.defineProperty(shown, 'toJSON', { value: withoutId, enumerable: false, configurable: true });
  };
  const media = async (info: MediaInfo, options: object) => hidden(await processMediaData(info, options));
  WWebJS.processMediaData = Object.assign(media, { hidesId: true });
  WWebJS.processStickerData = async (info) => hidden(await processStickerData(info));
  return { verdict: 'armed' };
}
