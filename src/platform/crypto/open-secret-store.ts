import type { Config } from '../config.ts';
import { connectSecretsManager, createAwsBackend } from './aws-backend.ts';
import type { Keyring } from './master-key.ts';
import { createSecretStore } from './secret-store.ts';
import type { SecretStore } from './secret-store.ts';

/** The secret store where the settings want it; the AWS SDK is loaded only then. */
export async function openSecretStore({ secretsBackend }: Config, keyring: Keyring): Promise<SecretStore> {
  if (secretsBackend === 'database') return createSecretStore({ keyring });
  return createSecretStore({ keyring, backend: createAwsBackend(await connectSecretsManager()) });
}
