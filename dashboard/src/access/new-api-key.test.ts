import { describe, expect, it } from '@jest/globals';
import { newApiKey } from './new-api-key.ts';
import type { ApiKeyWish } from './new-api-key.ts';

const mine = ['users.read', 'clients.read', 'clients.link', 'messages.send'];
const now = new Date('2026-11-20T12:00:00Z');
const wish: ApiKeyWish = {
  name: ' Shop ',
  preset: 'everything',
  scopes: [],
  someClients: false,
  clientIds: [],
  lifetime: 'never',
  addresses: '',
};

describe('the key a person asked for', () => {
  it('writes out everything they may do', () => {
    expect(newApiKey(wish, mine, now)).toEqual({ name: 'Shop', scopes: mine });
  });

  it('only reads when that was chosen', () => {
    expect(newApiKey({ ...wish, preset: 'reading' }, mine, now).scopes).toEqual(['users.read', 'clients.read']);
  });

  it('never asks for more than they may do', () => {
    const chosen = { ...wish, preset: 'chosen', scopes: ['messages.send', 'audit.read'] } as const;
    expect(newApiKey({ ...chosen, scopes: [...chosen.scopes] }, mine, now).scopes).toEqual(['messages.send']);
  });

  it('names the numbers only when some were chosen', () => {
    expect(newApiKey({ ...wish, clientIds: ['a'] }, mine, now)).not.toHaveProperty('clientIds');
    expect(newApiKey({ ...wish, clientIds: ['a'], someClients: true }, mine, now).clientIds).toEqual(['a']);
  });

  it('works from anywhere unless addresses were named', () => {
    expect(newApiKey(wish, mine, now)).not.toHaveProperty('addresses');
    expect(newApiKey({ ...wish, addresses: ' 192.0.2.0/24, 2001:db8::1 ' }, mine, now).addresses).toEqual(['192.0.2.0/24', '2001:db8::1']);
  });

  it('expires after the chosen days', () => {
    expect(newApiKey({ ...wish, lifetime: '30' }, mine, now).expiresAt).toBe('2026-12-20T12:00:00.000Z');
  });
});
