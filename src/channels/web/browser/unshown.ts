import type { Page } from 'puppeteer';

// Nobody looks at the page: fonts, sounds and films of its surface are never fetched. Whole addresses, so that a message's own file (which
// comes from another host) and a port of this machine are never among them. Pictures stay: a screenshot shows them.
const UNSHOWN = ['woff', 'woff2', 'ttf', 'otf', 'mp3', 'ogg', 'wav', 'mp4', 'webm'].flatMap((ending) =>
  ['https://static.whatsapp.net/', 'https://web.whatsapp.com/'].map((host) => `${host}*.${ending}`),
);

/** Keeps the page from fetching what only a person in front of it would see or hear; the browser itself refuses, which costs nothing. */
export async function blockUnshown(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('Network.enable');
  await session.send('Network.setBlockedURLs', { urls: UNSHOWN });
}
