const toleranceMs = 2_000;
let offsetMs = 0;

/** Learns from an answer's Date header how far this computer's clock is off; the header counts whole seconds, so small gaps mean nothing. */
export function heardServerDate(header: string | null, now = Date.now()): void {
  const serverMs = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(serverMs)) return;
  const gap = serverMs + 500 - now;
  offsetMs = Math.abs(gap) > toleranceMs ? gap : 0;
}

/** The server's time, so that a countdown is right on a computer whose clock is wrong. */
export function serverNow(now = Date.now()): number {
  return now + offsetMs;
}
