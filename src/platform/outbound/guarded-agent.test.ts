import { once } from 'node:events';
import { createServer, get, type ClientRequest, type Server } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAddressPolicy } from './address-policy.ts';
import { GuardedHttpAgent, GuardedHttpsAgent } from './guarded-agent.ts';
import { OutboundError } from './outbound-error.ts';

const guard = { policy: createAddressPolicy([], []), resolve: lookup, connectTimeoutMs: 1_000 };

describe('a guarded agent', () => {
  let server: Server;
  let connections = 0;
  beforeEach(async () => {
    connections = 0;
    server = createServer()
      .on('connection', () => (connections += 1))
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost', ''])(
    'refuses host %j even when nobody looked at the URL before',
    async (host) => {
      const { port } = server.address() as AddressInfo;
      const hostname = host.replaceAll(/[[\]]/g, '');
      expect(await failureOf(get({ hostname, port, agent: new GuardedHttpAgent(guard) }))).toBeInstanceOf(OutboundError);
      expect(await failureOf(https.get({ hostname, port, agent: new GuardedHttpsAgent(guard) }))).toBeInstanceOf(OutboundError);
      expect(connections).toBe(0);
    },
  );

  it('refuses a local socket', async () => {
    const request = get({ socketPath: '/var/run/docker.sock', agent: new GuardedHttpAgent(guard) });
    expect(await failureOf(request)).toBeInstanceOf(OutboundError);
  });
});

function failureOf(request: ClientRequest): Promise<unknown> {
  return new Promise((resolve) => {
    request.on('error', resolve);
  });
}
