import { isInline, type KeyBackend } from './key-backend.ts';

/** The little that is needed of AWS Secrets Manager. */
export type SecretsManager = {
  read(name: string): Promise<string>;
  /** Creates the secret, or gives it a new value. */
  write(name: string, value: string): Promise<void>;
};

const ROW_PREFIX = 'aws:';

/** Keeps wrapped data keys in AWS Secrets Manager: a copy of the database alone then opens nothing, even with the master key. */
export function createAwsBackend(secrets: SecretsManager, namePrefix = 'waxwing/data-keys'): KeyBackend {
  const nameOf = (id: string): string => `${namePrefix}/${id}`;
  return {
    rowText: (id) => ROW_PREFIX + nameOf(id),
    keeps: (rowText) => rowText.startsWith(ROW_PREFIX),
    put: (id, wrapped) => secrets.write(nameOf(id), wrapped),
    // Rows from before the move to AWS still hold their key.
    get: (rowText) => (isInline(rowText) ? Promise.resolve(rowText) : secrets.read(rowText.slice(ROW_PREFIX.length))),
  };
}

type Command = object;
type Sdk = {
  SecretsManagerClient: new (config: object) => { send(command: Command): Promise<{ SecretString?: string }> };
  CreateSecretCommand: new (input: { Name: string; SecretString: string }) => Command;
  PutSecretValueCommand: new (input: { SecretId: string; SecretString: string }) => Command;
  GetSecretValueCommand: new (input: { SecretId: string }) => Command;
};

/** A name in a variable: the compiler must not need a package that only installations with this backend have. */
const SDK_PACKAGE = '@aws-sdk/client-secrets-manager';
const REQUEST_TIMEOUT_MS = 3_000;

/** Connects through the official SDK, which finds region and credentials in its usual places unless `config` names them. */
export async function connectSecretsManager(config: Record<string, unknown> = {}): Promise<SecretsManager> {
  const sdk = (await import(SDK_PACKAGE)) as Sdk;
  const client = new sdk.SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
    ...config,
  });
  return {
    async read(name) {
      const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: name }));
      if (SecretString === undefined) throw new Error(`The secret ${name} holds no text`);
      return SecretString;
    },
    async write(name, value) {
      try {
        await client.send(new sdk.CreateSecretCommand({ Name: name, SecretString: value }));
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ResourceExistsException') throw error;
        await client.send(new sdk.PutSecretValueCommand({ SecretId: name, SecretString: value }));
      }
    },
  };
}
