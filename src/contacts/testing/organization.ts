import { openApi } from '../../platform/testing/api.ts';
import type { Api } from '../../platform/testing/api.ts';

export type Organization = { id: string; api: Api; token: string; clientIds: [string, string] };

/** An organisation with two sandbox numbers, and its owner signed in. */
export async function startWithClients(server: { url: string }): Promise<Organization> {
  const api = await openApi(server).register();
  const make = async (name: string) => (await api.post('/v1/clients', { name, channel: 'sandbox' })).body.id as string;
  return {
    id: (await api.get('/v1/auth/me')).body.organization.id,
    api,
    token: api.owner.accessToken,
    clientIds: [await make('Shop'), await make('Desk')],
  };
}
