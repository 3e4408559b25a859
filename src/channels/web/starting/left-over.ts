const LIBRARY_STACK = /[\\/]node_modules[\\/](whatsapp-web\.js|puppeteer|puppeteer-core)[\\/]/;

/** Whether a rejection that nobody handled was left over by the library or the browser's driver, which both forget some. */
export function isOfLibrary(reason: unknown): boolean {
  if (reason === 'auth timeout' || reason === 'ready timeout') return true;
  return reason instanceof Error && LIBRARY_STACK.test(reason.stack ?? '');
}
