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
export type Linking = ReturnType<typeof createLinking>;

export function createLinking({ clientId, world, clock, random, tell, onConnected, onGivenUp }: LinkingParts) {
  let stage: Stage = 'idle';
  let codes = 0;
  let scannedBy: Phone | null = null;
  let cancel: (() => void) | null = null;
  let stopped = false;

  function enter(next: Stage, lastsMs: number, whenOver: () => void): Date {
    cancel?.();
    stage = next;
    const end = clock.now().getTime() + world.paced(lastsMs);
    cancel = clock.at(end, whenOver);
    return new Date(end);
  }

  function showQr(): void {
    if (codes === QR_CODES) return onGivenUp('qr_expired');
    codes += 1;
    const expiresAt = enter('awaiting_scan', codes === 1 ? FIRST_QR_MS : NEXT_QR_MS, showQr).toISOString();
    void tell({ type: 'qr', at: nowIso(), qr: qrText(random), expiresAt, attemptsLeft: QR_CODES - codes });
  }

  async function link(): Promise<void> {
    await world.setPhoneNumber(scannedBy ?? ownNumberOf(clientId));
    cancel?.();
    stage = 'connecting';
    await tell({ type: 'authenticated', at: nowIso() });
    void connect(SYNC_STEPS);
  }

  async function connect(steps: readonly number[]): Promise<void> {
    for (const percent of steps) {
      await wait(clock, world.paced(SYNC_STEP_MS));
      if (stopped) return;
      void tell({ type: 'syncing', at: nowIso(), percent });
    }
    await wait(clock, world.paced(CONNECT_MS));
    if (!stopped) onConnected();
  }

  async function reconnect(): Promise<void> {
    stage = 'connecting';
    await wait(clock, (await world.downUntil()) - clock.now().getTime());
    if (stopped) return;
    void tell({ type: 'authenticated', at: nowIso() });
    await connect([]);
  }

  function mustAwaitScan(): void {
    if (stage !== 'awaiting_scan') throw new ChannelError('not_sent', 'not_awaiting_scan', 'This number is not waiting to be linked.');
  }

  const nowIso = () => iso(clock.now().getTime());

  return {
    begin(): void {
      if (world.phoneNumber() === null) showQr();
      else reconnect().catch(() => onGivenUp('connection_lost'));
    },

    async scan(phoneNumber?: Phone): Promise<void> {
      mustAwaitScan();
      scannedBy = phoneNumber ?? scannedBy;
      if (!world.faults().passkey) return link();
      const expiresAt = enter('awaiting_passkey', PASSKEY_MS, () => onGivenUp('passkey_unanswered')).toISOString();
      await tell({ type: 'passkey_required', at: nowIso(), expiresAt });
    },

    async passkeyAnswered(): Promise<void> {
      if (stage === 'awaiting_passkey') await link();
    },

    async requestPairingCode(phone: Phone): Promise<{ code: string; expiresAt: Date }> {
      mustAwaitScan();
      scannedBy = phone;
      const code = pairingCode(random);
      const expiresAt = enter('awaiting_scan', PAIRING_CODE_MS, showQr);
      await tell({ type: 'pairing_code', at: nowIso(), code, expiresAt: expiresAt.toISOString() });
      return { code, expiresAt };
    },

    stop(): void {
      stopped = true;
      stage = 'idle';
      cancel?.();
    },
  };
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
