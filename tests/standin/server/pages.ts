import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A browser's page that has connected, told apart by an id of its own making. */
export type Page = {
  id: string;
  device: string | null;
  /** Own number of the account it is linked to. */
  account: string | null;
  address: string;
  port: number;
  headers: IncomingHttpHeaders;
  open: boolean;
};

export type News = { kind: string } & Record<string, unknown>;

type Opened = Page & { stream: ServerResponse | null; waiting: News[]; deafUntil: number };

export type Pages = ReturnType<typeof createPages>;

/** Keeps each page's stream of news; what comes while a stream is broken waits for it. */
export function createPages() {
  const pages = new Map<string, Opened>();
  const history: Page[] = [];

  function open(id: string, device: string | null, request: IncomingMessage, stream: ServerResponse): Page | null {
    const known = pages.get(id);
    if (known && known.deafUntil > Date.now()) return null;
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    stream.write('retry: 100\n\n');
    const page = known ?? create(id, device, request);
    Object.assign(page, { stream, open: true, port: request.socket.remotePort ?? 0 });
    stream.on('close', () => {
      if (page.stream === stream) Object.assign(page, { stream: null, open: false });
    });
    return page;
  }
  function create(id: string, device: string | null, { socket, headers }: IncomingMessage): Opened {
    const page: Opened = {
      id,
      device,
      account: null,
      address: socket.remoteAddress ?? '',
      port: socket.remotePort ?? 0,
      headers,
      open: true,
      stream: null,
      waiting: [],
      deafUntil: 0,
    };
    // A device has one page: the one before it was reloaded or killed.
    for (const other of pages.values()) if (device && other.device === device) pages.delete(other.id);
    pages.set(id, page);
    history.push(page);
    return page;
  }
  function push(page: Page, news: News): void {
    const opened = pages.get(page.id);
    if (!opened) return;
    if (opened.stream) opened.stream.write(`data: ${JSON.stringify(news)}\n\n`);
    else opened.waiting.push(news);
  }

  return {
    open,
    push,
    find: (id: string): Page | undefined => pages.get(id),
    of: (account: string): Page[] => [...pages.values()].filter((page) => page.account === account),
    /** Hands over what came while the stream was broken. */
    flush(page: Page): void {
      for (const news of pages.get(page.id)?.waiting.splice(0) ?? []) push(page, news);
    },
    /** Breaks a page's stream and keeps it broken for so long. */
    drop(page: Page, ms: number): void {
      const opened = pages.get(page.id);
      if (!opened) return;
      opened.deafUntil = Date.now() + ms;
      opened.stream?.end();
    },
    forget: (page: Page): void => void pages.delete(page.id),
    history: (): Page[] =>
      history.map(({ id, device, account, address, port, headers, open }) => ({ id, device, account, address, port, headers, open })),
    close(): void {
      for (const page of pages.values()) page.stream?.destroy();
    },
  };
}
