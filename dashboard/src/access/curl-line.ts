/** A line for a terminal that shows the key at work with something its scopes allow. */
export function curlLine(origin: string, key: string, scopes: string[] | null): string {
  const path = scopes === null || scopes.includes('clients.read') ? '/v1/clients' : '/v1/auth/me';
  return [`curl ${origin}${path} \\`, `  -H 'Authorization: Bearer ${key}'`].join('\n');
}
