import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectSecretsManager, createAwsBackend, type SecretsManager } from './aws-backend.ts';

type Call = { target: string; signed: boolean; body: Record<string, string> };

/** The three calls of the service that we use, in its JSON 1.1 protocol. */
function startSecretsManager(calls: Call[]): Server {
  const secrets = new Map<string, string>();
  const answers: Record<string, (body: Record<string, string>) => [number, object]> = {
    CreateSecret: ({ Name = '', SecretString = '' }) => {
      if (secrets.has(Name)) return [400, { __type: 'ResourceExistsException', Message: 'it exists' }];
      secrets.set(Name, SecretString);
      return [200, { Name }];
    },
    PutSecretValue: ({ SecretId = '', SecretString = '' }) => {
      secrets.set(SecretId, SecretString);
      return [200, { Name: SecretId }];
    },
    GetSecretValue: ({ SecretId = '' }) => {
      const SecretString = secrets.get(SecretId);
      return SecretString === undefined
        ? [400, { __type: 'ResourceNotFoundException', Message: 'no such secret' }]
        : [200, { Name: SecretId, SecretString }];
    },
  };
  return createServer((request, response) => {
    void json(request).then((body) => {
      const call = {
        target: String(request.headers['x-amz-target']),
        signed: String(request.headers.authorization).startsWith('AWS4-HMAC-SHA256'),
        body: body as Record<string, string>,
      };
      calls.push(call);
      const [status, answer] = answers[call.target.replace('secretsmanager.', '')]?.(call.body) ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
}

const SDK_PACKAGE = '@aws-sdk/client-secrets-manager';

/** The SDK is an optional dependency: an installation may leave it out, and then there is nothing to test. */
async function isSdkInstalled(): Promise<boolean> {
  try {
    await import(SDK_PACKAGE);
    return true;
  } catch {
    process.stderr.write(`skipped: ${SDK_PACKAGE} is not installed\n`);
    return false;
  }
}

const withSdk = (await isSdkInstalled()) ? describe : describe.skip;

withSdk('the backend in AWS Secrets Manager', () => {
  const calls: Call[] = [];
  let server: Server;
  let secrets: SecretsManager;

  beforeEach(async () => {
    calls.length = 0;
    server = startSecretsManager(calls);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    secrets = await connectSecretsManager({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it('keeps a wrapped key and gives it back, naming its place in the row', async () => {
    const backend = createAwsBackend(secrets, 'shop/keys');
    await backend.put('id-1', 'v1.abc.def');
    expect(backend.rowText('id-1', 'v1.abc.def')).toBe('aws:shop/keys/id-1');
    expect(await backend.get('aws:shop/keys/id-1')).toBe('v1.abc.def');
    expect(calls.map((call) => call.target)).toEqual(['secretsmanager.CreateSecret', 'secretsmanager.GetSecretValue']);
    expect(calls.every((call) => call.signed)).toBe(true);
  });

  it('replaces the key when it is wrapped anew', async () => {
    const backend = createAwsBackend(secrets);
    await backend.put('id-1', 'v1.old.x');
    await backend.put('id-1', 'v1.new.x');
    expect(await backend.get(backend.rowText('id-1', ''))).toBe('v1.new.x');
  });

  it('reads rows from before the move without asking AWS', async () => {
    const backend = createAwsBackend(secrets);
    expect(await backend.get('v1.abc.def')).toBe('v1.abc.def');
    expect(backend.keeps('v1.abc.def')).toBe(false);
    expect(calls).toEqual([]);
  });

  it('fails when the secret is gone or the service cannot be reached', async () => {
    await expect(secrets.read('nothing')).rejects.toThrow('no such secret');
    server.close();
    server.closeAllConnections();
    await expect(secrets.read('nothing')).rejects.toThrow('ECONNREFUSED');
  });
});
