import { useRef } from 'react';

/** The same key for the same body sent again, so that a press repeated after a lost answer creates nothing twice. */
export function useIdempotencyKey(): (body: unknown) => string {
  const sent = useRef(new Map<string, string>());
  return (body) => {
    const text = JSON.stringify(body);
    const key = sent.current.get(text) ?? newKey();
    sent.current.set(text, key);
    return key;
  };
}

/** crypto.randomUUID is missing on plain http addresses. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
