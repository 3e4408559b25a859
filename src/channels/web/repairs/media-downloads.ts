import type { PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** A file that is not decrypted yet is refused to whoever does not name its type. */
export const mediaDownloads: Repair = { name: 'media_downloads', row: 10, required: false, apply: nameTypeInPage };

function nameTypeInPage(): Verdict {
  const manager = window.require('WAWebDownloadManager')?.downloadManager;
  if (typeof manager?.downloadAndMaybeDecrypt !== 'function') return { verdict: 'failed', detail: 'there is no download of files' };
  if ('namesType' in manager.downloadAndMaybeDecrypt) return { verdict: 'armed' };

  const original = manager.downloadAndMaybeDecrypt.bind(manager);
  const naming = (options: Record<string, unknown>) => {
    if (options['mimetype'] !== undefined) return original(options);
    const messages = window.require('WAWebCollections').Msg.getModelsArray();
    const mimetype = messages.find(({ filehash }) => filehash !== undefined && filehash === options['filehash'])?.mimetype;
    return original(mimetype === undefined ? options : { ...options, mimetype });
  };
  manager.downloadAndMaybeDecrypt = Object.assign(naming, { namesType: true });
  return { verdict: 'armed' };
}
