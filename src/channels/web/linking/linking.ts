import type { AlarmClock } from '../../alarm-clock.ts';
import type { ChannelEvent, DisconnectReason } from '../../channel-events.ts';
import type { Phone } from '../../channels.schema.ts';
import { ChannelError } from '../../errors.ts';
import type { InPage } from '../page/in-page.ts';
import { refreshCodes } from '../page/watch.ts';
import { withDeadline } from '../starting/deadline.ts';
import type { LibraryClient } from '../starting/library.ts';

// WhatsApp's own times: the first code lives longer, then there is a new one about every 20 s.
const FIRST_QR_MS = 60_000;
const NEXT_QR_MS = 20_000;
/** After so many nobody seems to be there. */
const QR_CODES = 6;
// The page is late sometimes; then it has run out of codes without a word.
const QR_LATE_MS = 5_000;
const PAIRING_CODE_MS = 180_000;
const PAIRING_WITHIN_MS = 30_000;
const PASSKEY_MS = 120_000;
// The library would make a new code by itself, which nobody asked for.
const NEVER_AGAIN_MS = 2 ** 31 - 1;

type Parts = {
  clock: AlarmClock;
  inPage: InPage;
  client: LibraryClient;
  tell: (event: ChannelEvent) => void;
  onGivenUp: (reason: DisconnectReason, detail?: string) => void;
};

export type Linking = ReturnType<typeof createLinking>;

/** From a page without a link to a scanned code: codes that renew themselves, a pairing code, a passkey. */
export function createLinking({ clock, inPage, client, tell, onGivenUp }: Parts) {
  let awaiting = false;
  let over = false;
  let codes = 0;
  let cancel: (() => void) | null = null;
  let pairing: { code: string; expiresAt: Date } | null = null;
  let passkeyAsked = false;

  const now = () => clock.now().toISOString();
  function after(ms: number, ring: () => void): Date {
    cancel?.();
    const end = clock.now().getTime() + ms;
    cancel = clock.at(end, ring);
    return new Date(end);
  }

  /** The page went silent: its codes ran out, and the library's own remedy does not work. */
  function askForCodes(): void {
    if (codes >= QR_CODES) return onGivenUp('qr_expired');
    after(NEXT_QR_MS, askForCodes);
    inPage(refreshCodes, []).catch(() => undefined);
  }

  function endPairing(): void {
    pairing = null;
    after(QR_LATE_MS, askForCodes);
    client.cancelPairingCode().catch(() => undefined);
  }

  return {
    begin(): void {
      awaiting = true;
    },
    /** A code of the page; the same one may be told twice. */
    showQr(qr: string): void {
      if (!awaiting || pairing || passkeyAsked) return;
      if (codes === QR_CODES) return onGivenUp('qr_expired');
      codes += 1;
      const lastsMs = codes === 1 ? FIRST_QR_MS : NEXT_QR_MS;
      after(lastsMs + QR_LATE_MS, askForCodes);
      const expiresAt = new Date(clock.now().getTime() + lastsMs).toISOString();
      tell({ type: 'qr', at: now(), qr, expiresAt, attemptsLeft: QR_CODES - codes });
    },
    outOfCodes(): void {
      if (awaiting && !pairing && !passkeyAsked) askForCodes();
    },
    async requestPairingCode(phone: Phone): Promise<{ code: string; expiresAt: Date }> {
      if (!awaiting || passkeyAsked) throw new ChannelError('not_sent', 'not_awaiting_scan', 'This number is not waiting to be linked.');
      const late = () => new ChannelError('retryable', 'timed_out', 'WhatsApp gave no pairing code in time.');
      const asked = client.requestPairingCode(phone.slice(1), true, NEVER_AGAIN_MS).catch((cause: unknown) => {
        throw new ChannelError('retryable', 'service_unavailable', 'WhatsApp gave no pairing code.', { cause });
      });
      const code = await withDeadline(clock, asked, PAIRING_WITHIN_MS, late);
      const expiresAt = after(PAIRING_CODE_MS, endPairing);
      pairing = { code, expiresAt };
      tell({ type: 'pairing_code', at: now(), code, expiresAt: expiresAt.toISOString() });
      return pairing;
    },
    /** No browser can answer it for the person: only their phone or their computer can. */
    askForPasskey(): void {
      if (over || passkeyAsked) return;
      passkeyAsked = true;
      const expiresAt = after(PASSKEY_MS, () => onGivenUp('passkey_unanswered')).toISOString();
      tell({ type: 'passkey_required', at: now(), expiresAt });
    },
    /** The phone has answered, or the session ends. */
    end(): void {
      over = true;
      awaiting = false;
      cancel?.();
    },
  };
}
