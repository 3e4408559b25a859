import type { Browser, Page } from 'puppeteer';
import type { ChannelEvent, DisconnectReason } from '../channel-events.ts';
import type { Phone } from '../channels.schema.ts';
import type { Health, StartOptions } from '../contract.ts';
import { ChannelError, notConnected } from '../errors.ts';
import { createOutbox } from '../outbox.ts';
import type { Outbox } from '../outbox.ts';
import { keepCopy, prepareProfile, restoreCopy } from './browser/browser.ts';
import { Ears } from './hearing/ears.ts';
import { createLinking } from './linking/linking.ts';
import type { Linking } from './linking/linking.ts';
import { awaitsScan, endOf, isOutOfCodes } from './linking/states.ts';
import { createInPage } from './page/in-page.ts';
import type { InPage } from './page/in-page.ts';
import { logOut, readPulse, watchPage, watchPasskeys } from './page/watch.ts';
import type { PageNews } from './page/whatsapp.ts';
import { readLevel } from './repairs/ready-level.ts';
import { withDeadline } from './starting/deadline.ts';
import { launch } from './starting/launch.ts';
import type { Launch } from './starting/launch.ts';
import type { LibraryClient } from './starting/library.ts';
import type { WebSettings } from './starting/settings.ts';
import { createWaking } from './starting/waking.ts';
import type { Waking } from './starting/waking.ts';

const PULSE_WITHIN_MS = 10_000;
const SCREENSHOT_WITHIN_MS = 15_000;
const LOGOUT_WITHIN_MS = 10_000;
const LAST_WORDS_WITHIN_MS = 2_000;
const REINJECT_WITHIN_MS = 60_000;
/** A socket heals itself; one that takes longer does not. */
const HEALS_WITHIN_MS = 120_000;

/** Kept in the client's store: that there is a link, and since when. */
export type Link = { phoneNumber: Phone; since: string };

/** Where the page goes once the phone has unlinked it. */
const LOGGED_OUT = 'post_logout=1';

/** What a page that nobody looks at or listens to can do without; files of messages come under other names. */
const NEVER_SHOWN = ['woff', 'woff2', 'ttf', 'mp3', 'ogg', 'mp4', 'webm'].map((kind) => `*://static.whatsapp.net/*.${kind}*`);

/** A browser that hangs or is gone has no use for a grace. */
const WITHOUT_GRACE = new Set<DisconnectReason>(['crashed', 'unresponsive']);

/** What failed while the page was looked into or greeted: it went away, or it is not what we know. */
function endOfFailure(error: Error): DisconnectReason {
  if (error instanceof ChannelError) return error.reason === 'page_incompatible' ? 'page_incompatible' : 'connection_lost';
  return PAGE_GONE.test(error.message) ? 'connection_lost' : 'page_incompatible';
}

const PAGE_GONE = /context was destroyed|detached|target closed|session closed|connection closed|protocol error/i;

/** One life of one web client: a browser, the library's client in it, and all that is heard. */
export class WebSession {
  readonly #options: StartOptions;
  readonly #settings: WebSettings;
  readonly #outbox: Outbox;
  readonly #ears: Ears;
  #launch: Launch | null = null;
  #page: Page | null = null;
  #client: LibraryClient | null = null;
  #inPage: InPage | null = null;
  #linking: Linking | null = null;
  #waking: Waking | null = null;
  #link: Link | null = null;
  /** The page's first words wait until it is known whether the profile has to be restored. */
  #begun = false;
  #firstQr: string | null = null;
  #earlyEnd: { reason: DisconnectReason; detail: string | undefined } | null = null;
  #noticed = false;
  #authenticated = false;
  #greeting = false;
  #saidReady = false;
  #ready = false;
  #over = false;
  #silent = false;
  #lastEventAt: Date | null = null;
  #troubleSince: number | null = null;
  #ending: Promise<void> | null = null;

  constructor(options: StartOptions, settings: WebSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#outbox = createOutbox(options);
    this.#ears = new Ears({ ...options, tell: (event) => this.#tell(event) });
  }

  /** Rejects with nothing left running. */
  async start(): Promise<void> {
    try {
      this.#link = ((await this.#options.store.get('link')) ?? null) as Link | null;
      await prepareProfile(this.#options.sessionFolder);
      await this.#bringUp();
      while (await this.#hasLostItsLink()) if (!(await this.#restore())) break;
      await this.#begin();
    } catch (error) {
      if (this.#earlyEnd?.reason === 'logged_out' && !this.#over) return this.#endEarly();
      this.#over = this.#silent = true;
      await this.#shutDown(false);
      throw error instanceof ChannelError
        ? error
        : new ChannelError('retryable', 'service_unavailable', 'The session could not start.', { cause: error });
    }
  }

  /** Ends it and keeps the link. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#shutDown(true);
    await this.#outbox.close();
  }

  async logout(): Promise<void> {
    const inPage = this.#inPage;
    this.#over = this.#silent = true;
    if (inPage)
      await inPage(logOut, [], { withinMs: LOGOUT_WITHIN_MS, changes: true }).catch((err: unknown) =>
        this.#options.log.warn({ err }, 'WhatsApp could not be told of the logout'),
      );
    await this.#forgetLink();
    await this.stop();
  }

  isReady(): boolean {
    return this.#ready && !this.#over;
  }

  /** The page of a session that is ready. */
  page(): InPage {
    if (!this.isReady() || !this.#inPage) throw notConnected();
    return this.#inPage;
  }

  get ears(): Ears {
    return this.#ears;
  }

  get link(): Link | null {
    return this.#link;
  }

  requestPairingCode(phone: Phone) {
    if (this.#over || !this.#linking) throw notConnected();
    return this.#linking.requestPairingCode(phone);
  }

  async probe(): Promise<Health> {
    const lastEventAt = this.#lastEventAt;
    if (!this.isReady() || !this.#inPage) return { alive: false, detail: 'it is not connected', lastEventAt };
    const pulse = await this.#inPage(readPulse, [], { withinMs: PULSE_WITHIN_MS }).catch((error: Error) => error.message);
    if (typeof pulse === 'string') return { alive: false, detail: pulse, lastEventAt };
    const now = this.#options.clock.now().getTime();
    this.#troubleSince = pulse.state === 'CONNECTED' ? null : (this.#troubleSince ?? now);
    const healing = this.#troubleSince === null || now - this.#troubleSince < HEALS_WITHIN_MS;
    const alive = pulse.injected && healing;
    const memoryBytes = await this.#launch?.tree.pssBytes().catch(() => undefined);
    return {
      alive,
      lastEventAt,
      ...(memoryBytes !== undefined && { memoryBytes }),
      ...(!alive && { detail: `its page says ${pulse.state}` }),
    };
  }

  async screenshot(): Promise<Uint8Array> {
    if (this.#over || !this.#page) throw notConnected();
    const late = () => new ChannelError('retryable', 'timed_out', 'The browser gave no picture in time.');
    const picture = this.#page.screenshot({ type: 'png' }).catch((cause: unknown) => {
      throw new ChannelError('retryable', 'not_connected', 'The browser gave no picture.', { cause });
    });
    return withDeadline(this.#options.clock, picture, SCREENSHOT_WITHIN_MS, late);
  }

  async #bringUp(): Promise<void> {
    if (this.#over) throw notConnected('The session was ended while it was starting.');
    this.#firstQr = this.#earlyEnd = null;
    const launched = launch({
      ...this.#options,
      webSettings: this.#settings,
      listen: (client) => this.#listen(client),
      hooks: {
        launched: (browser, page) => this.#attend(browser, page, launched),
        beforeListening: () => this.#ears.prepare(this.#mustInPage()),
        listening: (failure) => this.#onListening(failure),
      },
    });
    this.#launch = launched;
    const { client, page } = await launched.up();
    this.#client = client;
    // The library injects anew at every navigation of every frame, and nobody waits for it.
    page.removeAllListeners('framenavigated');
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) void this.#onNavigated();
    });
  }

  #onListening(failure: Error | null): void {
    if (failure) return this.drop(endOfFailure(failure), failure.message);
    this.#ears.open();
    this.#comeReady();
  }

  async #attend(browser: Browser, page: Page, launched: Launch): Promise<void> {
    const isMine = () => this.#launch === launched;
    browser.once('disconnected', () => isMine() && this.drop('crashed', 'the browser is gone'));
    page.once('error', (error) => isMine() && this.drop('crashed', error.message));
    page.once('close', () => isMine() && this.drop('crashed', 'the page was closed'));
    this.#page = page;
    this.#inPage = createInPage({ page, clock: this.#options.clock });
    page.on('request', (request) => {
      if (isMine() && request.isNavigationRequest() && request.url().includes(LOGGED_OUT)) this.drop('logged_out');
    });
    await page.exposeFunction('waxwingHears', (news: PageNews) => this.#onNews(news));
    await page.evaluateOnNewDocument(watchPasskeys);
    await this.#blockUnseen(page);
  }

  /** Only saves something; a browser that cannot do it is as good. */
  async #blockUnseen(page: Page): Promise<void> {
    try {
      const network = await page.createCDPSession();
      await network.send('Network.enable');
      await network.send('Network.setBlockedURLs', { urls: [...NEVER_SHOWN] });
    } catch (err) {
      this.#options.log.warn({ err }, 'this browser loads also what nobody sees');
    }
  }

  #listen(client: LibraryClient): void {
    client.on('qr', (qr: string) => {
      this.#firstQr = qr;
      this.#linking?.showQr(qr);
    });
    client.on('authenticated', () => {
      this.#noticed = true;
      this.#authenticate();
    });
    client.on('loading_screen', (percent: unknown) => this.#onProgress(Number(percent)));
    client.on('ready', () => this.#comeReady());
    client.on('disconnected', (state: string) =>
      this.drop(state === 'LOGOUT' ? 'logged_out' : (endOf(state, true) ?? 'connection_lost'), state),
    );
    this.#ears.listenTo(client);
  }

  /** A link that was there and is not any more: the profile is damaged, or the phone has unlinked it meanwhile. */
  async #hasLostItsLink(): Promise<boolean> {
    if (!this.#link) return false;
    const { state } = await this.#mustInPage()(readLevel, []);
    return awaitsScan(state);
  }

  async #restore(): Promise<boolean> {
    const { log, sessionFolder, store } = this.#options;
    const former = this.#launch;
    this.#launch = null;
    await former?.end(true);
    const restored = await restoreCopy(sessionFolder);
    log.warn({ restored }, 'the stored session does not work any more');
    if (!restored) {
      this.#link = null;
      await store.delete('link');
    }
    await this.#bringUp();
    return restored;
  }

  async #begin(): Promise<void> {
    const inPage = this.#mustInPage();
    const { clock } = this.#options;
    const client = this.#client;
    if (!client || this.#over) throw notConnected('The session was ended while it was starting.');
    this.#linking = createLinking({ clock, inPage, client, tell: (event) => this.#tell(event), onGivenUp: (reason) => this.drop(reason) });
    this.#waking = createWaking({
      clock,
      inPage,
      hasNoticed: () => this.#noticed,
      onOverdue: () => this.drop('unresponsive', 'it did not become ready in time'),
    });
    if (this.#earlyEnd) return this.#endEarly();
    this.#begun = true;
    const { state } = await inPage(readLevel, []);
    if (awaitsScan(state)) {
      this.#linking.begin();
      if (this.#firstQr !== null) this.#linking.showQr(this.#firstQr);
    } else this.#waking.begin();
    await inPage(watchPage, []);
    if (this.#noticed) this.#authenticate();
    this.#comeReady();
  }

  /** It has ended before it had begun. */
  #endEarly(): void {
    this.#begun = true;
    if (this.#earlyEnd) this.drop(this.#earlyEnd.reason, this.#earlyEnd.detail);
  }

  #onNews(news: PageNews): void {
    if (!this.#begun || this.#over) return;
    if (news.news === 'logout') return this.drop('logged_out');
    if (news.news === 'passkey') return this.#linking?.askForPasskey();
    const { state, hasSynced } = news;
    const end = endOf(state, this.#authenticated);
    if (end) return this.drop(end, state);
    this.#waking?.touch();
    if (isOutOfCodes(state)) this.#linking?.outOfCodes();
    if (state === 'CONNECTED' || hasSynced) this.#authenticate();
  }

  #authenticate(): void {
    if (this.#authenticated || !this.#begun) return;
    this.#authenticated = true;
    this.#linking?.end();
    this.#waking?.begin();
    this.#tell({ type: 'authenticated', at: this.#now() });
  }

  #onProgress(percent: number): void {
    this.#waking?.touch();
    if (this.#saidReady || !Number.isFinite(percent)) return;
    this.#authenticate();
    this.#tell({ type: 'syncing', at: this.#now(), percent: Math.min(100, Math.max(0, percent)) });
  }

  /** The library says so once too often or too early; here it counts once, when everything is in place. */
  #comeReady(): void {
    if (this.#greeting || this.#over || !this.#begun || !this.#ears.areOpen()) return;
    this.#greeting = true;
    this.#waking?.end();
    this.#greet().catch((error: Error) => this.drop(endOfFailure(error), error.message));
  }

  async #greet(): Promise<void> {
    const me = await this.#ears.checkUp(this.#mustInPage());
    this.#authenticate();
    this.#link = { phoneNumber: me.phoneNumber, since: this.#link?.since ?? this.#now() };
    await this.#options.store.set({ link: this.#link });
    this.#ready = true;
    if (!this.#saidReady) this.#tell({ type: 'ready', at: this.#now(), ...me });
    this.#saidReady = true;
    await this.#ears.sweep(this.#mustInPage());
  }

  /** Within one document (a hash, a history entry) everything still stands. */
  async #onNavigated(): Promise<void> {
    if (this.#over || !this.#begun) return;
    const inPage = this.#mustInPage();
    const stands = await inPage(() => (globalThis as { waxwing?: { watched?: boolean } }).waxwing?.watched === true, []).catch(() => false);
    if (stands || this.#over || !this.#client) return;
    this.#options.log.warn('WhatsApp Web has reloaded itself');
    this.#ready = this.#greeting = this.#noticed = false;
    this.#ears.close();
    const late = () => new Error('the reloaded page did not come back in time');
    try {
      await withDeadline(this.#options.clock, this.#client.inject(), REINJECT_WITHIN_MS, late);
      await inPage(watchPage, []);
      this.#waking?.begin();
    } catch (error) {
      this.drop('connection_lost', String(error));
    }
  }

  /** Ends the session for a reason of its own: what was heard before goes first, nothing follows. */
  drop(reason: DisconnectReason, detail?: string): void {
    if (!this.#begun) this.#earlyEnd ??= { reason, detail };
    if (this.#over || !this.#begun) return;
    this.#over = true;
    this.#options.log.info({ reason, detail }, 'a web session has ended by itself');
    void this.#lastWords().then(async () => {
      if (reason === 'logged_out') await this.#forgetLink();
      this.#tell({ type: 'disconnected', at: this.#now(), reason, ...(detail !== undefined && { detail: detail.slice(0, 2_000) }) });
      this.#silent = true;
    });
    void this.#shutDown(!WITHOUT_GRACE.has(reason)).catch((err: unknown) =>
      this.#options.log.error({ err }, 'a browser could not be ended'),
    );
  }

  async #forgetLink(): Promise<void> {
    const { store, log } = this.#options;
    this.#link = null;
    await store.delete('link').catch((err: unknown) => log.warn({ err }, 'the end of a link could not be written down'));
  }

  /** A page that hangs holds nobody up for long. */
  async #lastWords(): Promise<void> {
    await withDeadline(this.#options.clock, this.#ears.settled(), LAST_WORDS_WITHIN_MS, () => new Error('late')).catch(() => undefined);
  }

  #shutDown(grace: boolean): Promise<void> {
    this.#ending ??= this.#shutDownOnce(grace);
    return this.#ending;
  }

  async #shutDownOnce(grace: boolean): Promise<void> {
    const wasHealthy = this.#ready && this.#link !== null;
    this.#ready = false;
    this.#linking?.end();
    this.#waking?.end();
    await this.#lastWords();
    await this.#launch?.end(grace);
    const { sessionFolder, log } = this.#options;
    if (grace && wasHealthy)
      await keepCopy(sessionFolder).catch((err: unknown) => log.warn({ err }, 'the session could not be copied aside'));
  }

  #tell(event: ChannelEvent): void {
    if (this.#silent) return;
    this.#lastEventAt = this.#options.clock.now();
    void this.#outbox.push(event);
  }

  #mustInPage(): InPage {
    if (!this.#inPage) throw notConnected();
    return this.#inPage;
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}
