import type { Client } from 'pg';
import type { Log } from '../log.ts';

export type Unlisten = () => Promise<void>;
type Subscription = { channel: string; onNotify: (payload: string) => void; onReconnect: () => void };

const PROBE_EVERY_MS = 10_000;
const PROBE_TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 5_000;

/** One connection that listens for all; it notices a dead peer within 20 s, comes back, and tells everyone to catch up. */
export function startListener({ connect, log }: { connect: () => Client; log: Log }) {
  const subscriptions = new Set<Subscription>();
  let client: Client | null = null;
  let opening: Promise<Client> | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let probe: NodeJS.Timeout | undefined;

  async function open(): Promise<Client> {
    const fresh = connect();
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the connection ended')));
    fresh.on('notification', ({ channel, payload }) => {
      for (const each of subscriptions) if (each.channel === channel) each.onNotify(payload ?? '');
    });
    try {
      await fresh.connect();
      for (const channel of new Set([...subscriptions].map((each) => each.channel)))
        await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    } catch (error) {
      void fresh.end().catch(() => undefined);
      throw error;
    }
    client = fresh;
    probe = setInterval(() => void probeOnce(fresh), PROBE_EVERY_MS);
    probe.unref();
    return fresh;
  }

  function ensureOpen(): Promise<Client> {
    if (client) return Promise.resolve(client);
    opening ??= open().finally(() => (opening = null));
    return opening;
  }

  function lost(which: Client, error: Error) {
    if (which !== client) return;
    client = null;
    clearInterval(probe);
    void which.end().catch(() => undefined);
    if (closed) return;
    log.warn({ err: error }, 'the listening database connection was lost');
    reopen(100);
  }

  function reopen(pauseMs: number) {
    clearTimeout(retry);
    retry = setTimeout(() => {
      if (closed || subscriptions.size === 0) return;
      ensureOpen().then(
        () => subscriptions.forEach((each) => each.onReconnect()),
        () => reopen(Math.min(LONGEST_PAUSE_MS, pauseMs * 2)),
      );
    }, pauseMs);
  }

  async function probeOnce(which: Client) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('no answer to the probe')), PROBE_TIMEOUT_MS)));
    await Promise.race([which.query('select 1'), late]).catch((error: Error) => lost(which, error));
    clearTimeout(timer);
  }

  async function listen(
    channel: string,
    onNotify: (payload: string) => void,
    onReconnect: () => void = () => undefined,
  ): Promise<Unlisten> {
    const subscription = { channel, onNotify, onReconnect };
    const first = ![...subscriptions].some((each) => each.channel === channel);
    subscriptions.add(subscription);
    const connection = await ensureOpen();
    if (first) await connection.query(`listen ${connection.escapeIdentifier(channel)}`);
    return async () => {
      subscriptions.delete(subscription);
      if ([...subscriptions].some((each) => each.channel === channel)) return;
      await client?.query(`unlisten ${client.escapeIdentifier(channel)}`).catch(() => undefined);
    };
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(retry);
    clearInterval(probe);
    const last = client;
    client = null;
    await last?.end().catch(() => undefined);
  }

  return { listen, close };
}
