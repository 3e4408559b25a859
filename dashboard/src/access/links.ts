/** Where to go after signing in; only a path of this dashboard counts, so that a link cannot send anyone elsewhere. */
export function entering(search: Record<string, unknown>): { next?: string } {
  const next = search['next'];
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};
}

/** The secret of a one-time link; it stands behind the #, which browsers never send to a server. */
export function tokenOfLink(hash: string): string {
  const text = hash.replace(/^#/, '');
  return new URLSearchParams(text).get('token') ?? text;
}
