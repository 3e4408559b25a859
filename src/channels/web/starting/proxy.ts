import { anonymizeProxy, closeAnonymizedProxy } from 'proxy-chain';

export type OpenedProxy = { url: string; close(): Promise<void> };

/** A proxy as Chromium can use it: it cannot log in to one, so a forwarder of ours on loopback does. */
export async function openProxy(proxyUrl: string): Promise<OpenedProxy> {
  const { username, password } = new URL(proxyUrl);
  if (username === '' && password === '') return { url: proxyUrl, close: async () => undefined };
  const url = await anonymizeProxy(proxyUrl);
  return {
    url,
    close: async () => {
      await closeAnonymizedProxy(url, true);
    },
  };
}
