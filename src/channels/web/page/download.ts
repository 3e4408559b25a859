import { findMsg, own, refusal } from './parts.ts';
import type { PageWindow } from './whatsapp.ts';

declare const window: PageWindow;

// All of these run in the page.

/** Fetches and decrypts a message's file, which then waits under the token; gives back its size. */
export async function openDownload(id: string, token: string): Promise<number> {
  const msg = await findMsg(id);
  if (!msg.mediaData || !msg.directPath) throw refusal('media_missing', 'This message has no file.');
  if (msg.mediaData.mediaStage !== 'RESOLVED') await msg.downloadMedia?.({ downloadEvenIfExpensive: true, rmrReason: 1 });
  const stage = msg.mediaData.mediaStage;
  if (stage === 'REUPLOADING' || stage.includes('ERROR')) throw refusal('media_missing', 'WhatsApp no longer has this file.');
  const silent = { addAnnotations: () => silent, addPoint: () => silent };
  try {
    const bytes = await window.require('WAWebDownloadManager').downloadManager.downloadAndMaybeDecrypt({
      directPath: msg.directPath,
      encFilehash: msg.encFilehash,
      filehash: msg.filehash,
      mediaKey: msg.mediaKey,
      mediaKeyTimestamp: msg.mediaKeyTimestamp,
      type: msg.type,
      mimetype: msg.mimetype,
      signal: new AbortController().signal,
      downloadQpl: silent,
    });
    own().downloads[token] = new Uint8Array(bytes);
    return bytes.byteLength;
  } catch (error) {
    if ([404, 410].includes(Number((error as { status?: number }).status)))
      throw refusal('media_missing', 'WhatsApp no longer has this file.');
    throw error;
  }
}

/** The next piece, as base64. */
export function readDownload(token: string, offset: number, length: number): string {
  const bytes = own().downloads[token];
  if (!bytes) throw refusal('media_missing', 'The file is no longer in the page.');
  const STEP = 8_192;
  let letters = '';
  for (let at = offset; at < Math.min(offset + length, bytes.length); at += STEP) {
    letters += String.fromCharCode(...bytes.subarray(at, Math.min(at + STEP, offset + length)));
  }
  return btoa(letters);
}

export function closeDownload(token: string): void {
  delete own().downloads[token];
}
