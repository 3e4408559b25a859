type Opened = { protocol: string; isSecureContext: boolean };

/** Whether a sign-in cannot last here: the cookie of a server behind TLS is not kept by a browser that came over plain http. */
export function isWrongAddress(publicUrl: string, { protocol, isSecureContext }: Opened): boolean {
  return publicUrl.startsWith('https:') && protocol === 'http:' && !isSecureContext;
}
