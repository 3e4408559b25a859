/** A line for a terminal that shows the key at work with something its scopes allow. */
export function curlLine(origin: string, key: string, scopes: string[]): string {
  const path = scopes.includes('clients.read') ? '/v1/clients' : '/v1/auth/me';
  return [`curl ${origin}${path} \\`, `  -H 'Authorization: Bearer ${key}'`].join('\n');
}
