/**
 * What a repair found in the page and did about it:
 * - `not_needed`: this build is as the library knows it.
 * - `took`: it was needed, is in place, and was tried.
 * - `armed`: only its first use can show whether it is needed; it is in place and harmless.
 * - `failed`: it was needed, or the shape is one that nobody has seen, and it is not in place.
 */
export type Verdict = { verdict: 'not_needed' | 'took' | 'armed' | 'failed'; detail?: string };

/** Where the library and today's WhatsApp Web no longer fit, and what makes them fit again; see docs/WHATSAPP-WEB.md. */
export type Repair = {
  name: string;
  /** Its row in the table of docs/WHATSAPP-WEB.md. */
  row: number;
  /** Without it the session would lie about messages, so it does not become ready. */
  required: boolean;
  /** Runs in the page after the library's injection, again after every one; looks at shapes, never at version numbers. */
  apply: () => Verdict | Promise<Verdict>;
};
