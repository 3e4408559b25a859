import { keyOf, own, ownWids } from './parts.ts';
import type { PageNews, PageWindow, Wid } from './whatsapp.ts';

declare const window: PageWindow;

/** In the page: tells what the library keeps to itself or tells too late. Once for each document. */
export function watchPage(): void {
  if (own().watched) return;
  own().watched = true;
  const tell = (news: PageNews) => void window.waxwingHears?.(news);
  const { Socket } = window.require('WAWebSocketModel');
  const { Cmd } = window.require('WAWebCmd');
  const tellState = () => tell({ news: 'state', state: Socket.state, hasSynced: Socket.hasSynced === true });
  Socket.on('change:state', tellState);
  Socket.on('change:hasSynced', tellState);
  for (const name of ['logout', 'logout_from_bridge']) Cmd.on(name, () => tell({ news: 'logout' }));
  Cmd.on('passkey_requested', () => tell({ news: 'passkey' }));
  // The library answers this one with a call that belongs into the page and fails in Node.
  window.onAuthAppStateChangedEvent = async () => undefined;
  tellState();
}

/** In the page, before anything of it runs: a passkey is asked for through the browser. */
export function watchPasskeys(): void {
  const credentials = (globalThis as { navigator?: { credentials?: { get(options?: object): Promise<unknown> } } }).navigator?.credentials;
  if (!credentials) return;
  const get = credentials.get.bind(credentials);
  credentials.get = (options) => {
    if (options && 'publicKey' in options) void (globalThis as unknown as PageWindow).waxwingHears?.({ news: 'passkey' });
    return get(options);
  };
}

export type Canary = {
  build: string;
  state: string;
  phone: string | null;
  lid: string | null;
  name: string | null;
  /** A key made here reads as it should. */
  keysRead: boolean;
  /** The library's functions and listeners stand. */
  injected: boolean;
};

/** In the page: a round trip that touches only what the library itself looks up. */
export function singCanary(): Canary {
  const Key = window.require('WAWebMsgKey');
  const [me] = ownWids();
  const key = me && new Key({ from: me, to: me, id: '3EB0CA', participant: undefined, selfDir: 'out' });
  const number = (wid: Wid | undefined) => wid?._serialized ?? null;
  const { Socket } = window.require('WAWebSocketModel');
  const ears = window as unknown as Record<string, unknown>;
  return {
    build: window.Debug?.VERSION ?? 'unknown',
    state: Socket.state,
    phone: number(ownWids().find(({ server }) => server === 'c.us')),
    lid: number(ownWids().find(({ server }) => server === 'lid')),
    name: window.require('WAWebConnModel').Conn.pushname ?? null,
    keysRead: key !== undefined && keyOf(key) === `true_${me?._serialized}_3EB0CA` && key._serialized === keyOf(key),
    injected: typeof window.WWebJS === 'object' && typeof ears['onAddMessageEvent'] === 'function',
  };
}

/** In the page: how it stands, asked every minute. */
export function readPulse(): { state: string; injected: boolean } {
  return { state: window.require('WAWebSocketModel').Socket.state, injected: typeof window.WWebJS === 'object' };
}

/** In the page: asks for new codes once they ran out; the library means to, and calls this in the wrong place. */
export function refreshCodes(): void {
  window.require('WAWebCmd').Cmd.refreshQR?.();
}

/** In the page: gives up the link on the other side. */
export async function logOut(): Promise<void> {
  await window.require('WAWebSocketModel').Socket.logout();
}
