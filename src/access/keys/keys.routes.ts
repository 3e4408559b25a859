import { listOf } from '../../platform/http/lists.ts';
import { del, get, idParams, patch, post } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { ApiKey, ApiKeyUsage, ApiKeyWithSecret, ChangedApiKey, ListApiKeys, NewApiKey, Rotation, UsageQuery } from './keys.schema.ts';
import { changeKey, createKey, getKey, keyUsage, listKeys, prepareSecret, revokeKey, rotateKey } from './keys.ts';
import type { KeyDeps } from './keys.ts';

/** The credentials of programs. */
export function keyRoutes(deps: KeyDeps): Route[] {
  const read = { allow: 'apiKeys.read' } as const;
  const manage = { allow: 'apiKeys.manage' } as const;
  const one = { params: idParams } as const;
  return [
    get('/v1/api-keys', { ...read, summary: 'The API keys', query: ListApiKeys, answer: listOf(ApiKey) }, listKeys),
    post(
      '/v1/api-keys',
      {
        ...manage,
        summary: 'Make an API key; the key itself is shown this once',
        body: NewApiKey,
        answer: ApiKeyWithSecret,
        status: 201,
        secret: true,
        prepare: () => prepareSecret(deps),
      },
      (call) => createKey(deps, call),
    ),
    get('/v1/api-keys/:id', { ...read, ...one, summary: 'One API key', answer: ApiKey }, getKey),
    patch('/v1/api-keys/:id', { ...manage, ...one, summary: 'Change name or restrictions', body: ChangedApiKey, answer: ApiKey }, (call) =>
      changeKey(deps, call),
    ),
    del('/v1/api-keys/:id', { ...manage, ...one, summary: 'Revoke an API key', answer: null }, revokeKey),
    post(
      '/v1/api-keys/:id/rotate',
      {
        ...manage,
        ...one,
        summary: 'A new secret, shown this once; the one before goes on for a while',
        body: Rotation,
        answer: ApiKeyWithSecret,
        secret: true,
        prepare: () => prepareSecret(deps),
      },
      (call) => rotateKey(deps, call),
    ),
    get(
      '/v1/api-keys/:id/usage',
      {
        ...read,
        ...one,
        summary: 'How often a key was used',
        query: UsageQuery,
        answer: ApiKeyUsage,
        prepare: () => deps.usage.flush(),
      },
      (call) => keyUsage(deps, call),
    ),
  ];
}
