import { createHash } from 'node:crypto';
import type { Random } from '../../platform/clock.ts';
import { wait } from '../alarm-clock.ts';
import type { AlarmClock } from '../alarm-clock.ts';
import type { ChannelEvent, DisconnectReason } from '../channel-events.ts';
import type { Phone } from '../channels.schema.ts';
import { ChannelError } from '../errors.ts';
import { iso } from './kept.ts';
import type { World } from './world.ts';

/** WhatsApp's own times: the first code lives longer, then a new one every 20 s, six in all. */
const FIRST_QR_MS = 60_000;
const NEXT_QR_MS = 20_000;
const QR_CODES = 6;
const PAIRING_CODE_MS = 180_000;
const PASSKEY_MS = 120_000;
const CONNECT_MS = 100;
const SYNC_STEP_MS = 200;
const SYNC_STEPS = [0, 50, 100];

/** No 0, O, I or U, so that a code is not mistyped. */
const PAIRING_LETTERS = '123456789ABCDEFGHJKLMNPQRSTVWXYZ';

export type LinkingParts = {
  clientId: string;
  world: World;
  clock: AlarmClock;
  random: Random;
  tell: (event: ChannelEvent) => Promise<boolean>;
  onConnected: () => void;
  onGivenUp: (reason: DisconnectReason) => void;
};

type Stage = 'idle' | 'awaiting_scan' | 'awaiting_passkey' | 'connecting';

/** From nothing to a linked phone and a connection: codes that renew themselves, a scan, perhaps a passkey, the first sync. */
export class Linking {
  readonly #parts: LinkingParts;
  #stage: Stage = 'idle';
  #codes = 0;
  #scannedBy: Phone | null = null;
  #cancel: (() => void) | null = null;
  #stopped = false;

  constructor(parts: LinkingParts) {
    this.#parts = parts;
  }

  begin(): void {
    if (this.#parts.world.phoneNumber() === null) this.#showQr();
    else this.#reconnect().catch(() => this.#parts.onGivenUp('connection_lost'));
  }

  async scan(phoneNumber?: Phone): Promise<void> {
    const { world, tell, onGivenUp } = this.#parts;
    this.#mustAwaitScan();
    this.#scannedBy = phoneNumber ?? this.#scannedBy;
    if (!world.faults().passkey) return this.#link();
    const expiresAt = this.#enter('awaiting_passkey', PASSKEY_MS, () => onGivenUp('passkey_unanswered')).toISOString();
    await tell({ type: 'passkey_required', at: this.#now(), expiresAt });
  }

  async passkeyAnswered(): Promise<void> {
    if (this.#stage === 'awaiting_passkey') await this.#link();
  }

  async requestPairingCode(phone: Phone): Promise<{ code: string; expiresAt: Date }> {
    this.#mustAwaitScan();
    this.#scannedBy = phone;
    const code = pairingCode(this.#parts.random);
    const expiresAt = this.#enter('awaiting_scan', PAIRING_CODE_MS, () => this.#showQr());
    await this.#parts.tell({ type: 'pairing_code', at: this.#now(), code, expiresAt: expiresAt.toISOString() });
    return { code, expiresAt };
  }

  stop(): void {
    this.#stopped = true;
    this.#stage = 'idle';
    this.#cancel?.();
  }

  #enter(stage: Stage, lastsMs: number, whenOver: () => void): Date {
    const { clock, world } = this.#parts;
    this.#cancel?.();
    this.#stage = stage;
    const end = clock.now().getTime() + world.paced(lastsMs);
    this.#cancel = clock.at(end, whenOver);
    return new Date(end);
  }

  #showQr(): void {
    const { random, tell, onGivenUp } = this.#parts;
    if (this.#codes === QR_CODES) return onGivenUp('qr_expired');
    this.#codes += 1;
    const expiresAt = this.#enter('awaiting_scan', this.#codes === 1 ? FIRST_QR_MS : NEXT_QR_MS, () => this.#showQr()).toISOString();
    void tell({ type: 'qr', at: this.#now(), qr: qrText(random), expiresAt, attemptsLeft: QR_CODES - this.#codes });
  }

  /** Leaves the scan before the link is kept, so that a second scan at the same moment finds nothing to link. */
  async #link(): Promise<void> {
    const { world, clientId, tell } = this.#parts;
    this.#cancel?.();
    this.#stage = 'connecting';
    try {
      await world.setPhoneNumber(this.#scannedBy ?? ownNumberOf(clientId));
    } catch (error) {
      this.#showQr();
      throw error;
    }
    await tell({ type: 'authenticated', at: this.#now() });
    void this.#connect(SYNC_STEPS);
  }

  async #connect(steps: readonly number[]): Promise<void> {
    const { clock, world, tell, onConnected } = this.#parts;
    for (const percent of steps) {
      await wait(clock, world.paced(SYNC_STEP_MS));
      if (this.#stopped) return;
      void tell({ type: 'syncing', at: this.#now(), percent });
    }
    await wait(clock, world.paced(CONNECT_MS));
    if (!this.#stopped) onConnected();
  }

  async #reconnect(): Promise<void> {
    const { clock, world, tell } = this.#parts;
    this.#stage = 'connecting';
    await wait(clock, (await world.downUntil()) - clock.now().getTime());
    if (this.#stopped) return;
    void tell({ type: 'authenticated', at: this.#now() });
    await this.#connect([]);
  }

  #mustAwaitScan(): void {
    if (this.#stage === 'awaiting_scan') return;
    throw new ChannelError('not_sent', 'not_awaiting_scan', 'This number is not waiting to be linked.');
  }

  #now(): string {
    return iso(this.#parts.clock.now().getTime());
  }
}

/** A number that is always the same for a client, outside of where the scripted people live. */
function ownNumberOf(clientId: string): Phone {
  const draw = createHash('sha256').update(clientId).digest().readUInt32BE() % 9_990_000;
  return `+1555${String(draw).padStart(7, '0')}`;
}

function qrText(random: Random): string {
  const part = () => Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256))).toString('base64');
  return `2@${part()},${part()},${part()},1`;
}

function pairingCode(random: Random): string {
  return Array.from({ length: 8 }, () => PAIRING_LETTERS[Math.floor(random() * PAIRING_LETTERS.length)]).join('');
}
