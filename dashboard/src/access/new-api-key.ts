import type { NewApiKey } from '../api/shapes.ts';

export const scopePresets = ['everything', 'reading', 'chosen'] as const;
export type ScopePreset = (typeof scopePresets)[number];

export const lifetimes = ['never', '30', '90', '365'] as const;
export type Lifetime = (typeof lifetimes)[number];

export type ApiKeyWish = {
  name: string;
  preset: ScopePreset;
  scopes: string[];
  someClients: boolean;
  clientIds: string[];
  lifetime: Lifetime;
  /** Addresses and ranges as a person types them, with commas or spaces between. */
  addresses: string;
};

const dayMs = 24 * 60 * 60 * 1_000;

/** The body that makes the key a person asked for; what it may do is always written out, so that a permission added later is not in it. */
export function newApiKey(wish: ApiKeyWish, permissions: string[], now: Date): NewApiKey {
  const addresses = wish.addresses.split(/[\s,;]+/).filter(Boolean);
  return {
    name: wish.name.trim(),
    scopes: scopesOf(wish, permissions),
    ...(wish.someClients && { clientIds: wish.clientIds }),
    ...(addresses.length > 0 && { addresses }),
    ...(wish.lifetime !== 'never' && { expiresAt: new Date(now.getTime() + Number(wish.lifetime) * dayMs).toISOString() }),
  };
}

function scopesOf({ preset, scopes }: ApiKeyWish, permissions: string[]): string[] {
  if (preset === 'everything') return permissions;
  if (preset === 'reading') return permissions.filter((permission) => permission.endsWith('.read'));
  return permissions.filter((permission) => scopes.includes(permission));
}
