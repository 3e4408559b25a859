import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction, type TcpNetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { canonicalHost, type AddressPolicy } from './address-policy.ts';
import { OutboundError } from './outbound-error.ts';

/** How names become addresses: `dns.lookup`, or in a test a resolver that lies. */
export type Resolve = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  answer: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

export type Guard = { policy: AddressPolicy; resolve: Resolve; connectTimeoutMs: number };

type Connected = (error: Error | null, socket: Duplex) => void;
type Connect = (options: TcpNetConnectOpts) => Duplex | null | undefined;

/** Few enough to be harmless with thousands of receivers, each kept a little longer than a burst of events lasts. */
const AGENT_OPTIONS = { keepAlive: true, maxFreeSockets: 8, timeout: 30_000 } as const;

// Why our own and not request-filtering-agent, whose two places of checking these are: it logs a stack trace on every
// connection when its lists hold both IPv4 and IPv6 ranges, so neither our IPv6 rule nor an operator's ranges fit into it.

/** Connects to permitted addresses only, and looks at the address that is really used, so that a name cannot change in between. */
export class GuardedHttpAgent extends http.Agent {
  private readonly guard: Guard;

  constructor(guard: Guard) {
    super(AGENT_OPTIONS);
    this.guard = guard;
  }

  override createConnection(options: TcpNetConnectOpts, connected?: Connected): Duplex | null | undefined {
    return connect(this.guard, 'connect', options, connected, (guarded) => super.createConnection(guarded));
  }
}

/** The same over TLS. Both must be given to axios: it picks one by the scheme. */
export class GuardedHttpsAgent extends https.Agent {
  private readonly guard: Guard;

  constructor(guard: Guard) {
    super(AGENT_OPTIONS);
    this.guard = guard;
  }

  override createConnection(options: TcpNetConnectOpts, connected?: Connected): Duplex | null | undefined {
    return connect(this.guard, 'secureConnect', options, connected, (guarded) => super.createConnection(guarded));
  }
}

/** Node asks no lookup for an address that stands in the URL, so that is checked here and names in the lookup. */
function connect(guard: Guard, ready: string, options: TcpNetConnectOpts, connected: Connected | undefined, open: Connect) {
  const host = canonicalHost(options.host ?? '');
  if ('path' in options && options.path) return refuse(connected);
  if (host === '' || (isIP(host) !== 0 && !guard.policy.permits(host, host))) return refuse(connected);
  const socket = open({ ...options, lookup: guardedLookup(guard) });
  if (socket) limitConnecting(socket, ready, guard.connectTimeoutMs);
  return socket;
}

function refuse(connected: Connected | undefined): undefined {
  if (connected === undefined) throw new OutboundError('private_address');
  (connected as (error: Error) => void)(new OutboundError('private_address'));
}

/** One private address among public ones refuses them all: Node would try each in turn. */
function guardedLookup({ policy, resolve }: Guard): LookupFunction {
  return (hostname, { all, family, hints }, answer) => {
    resolve(hostname, { all: true, family, hints }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || first === undefined) return answer(error ?? new OutboundError('dns_lookup_failed'), '', 0);
      const host = canonicalHost(hostname);
      if (!addresses.every(({ address }) => policy.permits(host, address))) return answer(new OutboundError('private_address'), '', 0);
      return all ? answer(null, addresses) : answer(null, first.address, first.family);
    });
  };
}

function limitConnecting(socket: Duplex, ready: string, timeoutMs: number): void {
  const timer = setTimeout(() => socket.destroy(new OutboundError('connection_timeout')), timeoutMs);
  const stop = (): void => clearTimeout(timer);
  socket.once(ready, stop).once('close', stop);
}
