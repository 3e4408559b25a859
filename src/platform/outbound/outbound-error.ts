import { AppError } from '../http/errors.ts';

/** Everything that can be wrong with a call to the outside, as a closed set of words that rows and answers may hold. */
export type OutboundReason = keyof typeof DETAILS;

const DETAILS = {
  invalid_url: 'This is not a complete http(s) URL.',
  scheme_not_allowed: 'The URL must begin with https://.',
  port_not_allowed: 'This port is not allowed.',
  credentials_in_url: 'The URL must not hold a user name or password.',
  private_address: 'The host is inside a private or reserved network.',
  dns_lookup_failed: 'The host name could not be resolved.',
  connection_refused: 'The host refused the connection.',
  connection_reset: 'The host closed the connection.',
  connection_timeout: 'The host did not accept the connection in time.',
  tls_error: 'No trusted TLS connection could be made.',
  timeout: 'The host did not answer in time.',
  too_large: 'The answer is too large.',
  redirect: 'The host redirects too often, or to nowhere.',
  unreachable: 'The host could not be reached.',
} as const;

/** A call that was refused by our policy or failed on the way. */
export class OutboundError extends AppError {
  readonly reason: OutboundReason;

  constructor(reason: OutboundReason, cause?: unknown) {
    super({ code: `outbound.${reason}`, status: 422, detail: DETAILS[reason], cause });
    this.name = 'OutboundError';
    this.reason = reason;
  }
}

/** Names a failure of the network; `signal` is the one that ends the call when its time is over. */
export function asOutboundError(error: unknown, signal: AbortSignal): OutboundError {
  const chain = causes(error);
  const known = chain.find((cause) => cause instanceof OutboundError);
  if (known) return known;
  if (signal.aborted) return new OutboundError('timeout', error);
  const reason = chain.map((cause) => reasonOfCode(String((cause as { code?: unknown }).code))).find((found) => found !== undefined);
  return new OutboundError(reason ?? 'unreachable', error);
}

const LONGEST_CHAIN = 5;

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; typeof cause === 'object' && cause !== null && chain.length < LONGEST_CHAIN; cause = (cause as Error).cause) {
    chain.push(cause);
  }
  return chain;
}

const REASON_OF_CODE: [RegExp, OutboundReason][] = [
  [/^(ENOTFOUND|ENODATA|EAI_\w+)$/, 'dns_lookup_failed'],
  [/^ECONNREFUSED$/, 'connection_refused'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/, 'connection_reset'],
  [/^ETIMEDOUT$/, 'connection_timeout'],
  [/^HPE_HEADER_OVERFLOW$/, 'too_large'],
  [
    /^(EPROTO|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_CA|ERROR_IN_CERT_\w+)$/,
    'tls_error',
  ],
];

function reasonOfCode(code: string): OutboundReason | undefined {
  return REASON_OF_CODE.find(([pattern]) => pattern.test(code))?.[1];
}
