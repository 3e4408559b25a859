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

  const hidden = (prepared: Record<string, unknown>): Record<string, unknown> => {
    if (PRIVATE_ID in prepared) Object.defineProperty(prepared, PRIVATE_ID, { enumerable: false });
    const original = prepared['toJSON'];
    if (typeof original !== 'function') return prepared;
    const toJSON = () => {
      const { [PRIVATE_ID]: _, ...json } = (original as () => Record<string, unknown>).call(prepared);
      return json;
    };
    return Object.defineProperty(prepared, 'toJSON', { value: toJSON, enumerable: false, configurable: true });
  };
  const media = async (info: MediaInfo, options: object) => hidden(await processMediaData(info, options));
  WWebJS.processMediaData = Object.assign(media, { hidesId: true });
  WWebJS.processStickerData = async (info) => hidden(await processStickerData(info));
  return { verdict: 'armed' };
}
