/** What WhatsApp Web changed since the library's last release, by the rows of README.md. */
export type Changes = {
  /** 1: a message key keeps its text in `$1`. */
  messageKeys: boolean;
  /** 2: the ranking helper is gone and the media status action takes one object. */
  statusSending: boolean;
  /** 3: a link preview wants the chat. */
  linkPreviews: boolean;
  /** 4: a linked page has synced before the library listens, and the call code comes late. */
  earlySync: boolean;
  /** 5: a change of participants that names nobody succeeds. */
  groupParticipants: boolean;
  /** 6: the helper is gone and the block list is kept by LID. */
  blocking: boolean;
  /** 7: the description's job takes one object. */
  groupDescriptions: boolean;
  /** 8: the media model has a private id that says nothing. */
  mediaModel: boolean;
  /** 9: error classes are minified. */
  errors: boolean;
  /** 10: a download must name the mime type. */
  mediaTypes: boolean;
};

export type Dialect = 'before' | 'today';

export type StandinOptions = {
  dialect?: Dialect;
  /** Single rows switched on or off, to look at one of them alone. */
  changes?: Partial<Changes>;
  /** The build that the page says it is. */
  version?: string;
  /** Where the pages live; a temporary folder without it. */
  versionDir?: string;
  port?: number;
  /** How the browser reaches this process, where that is not by loopback on the same port. */
  origin?: string;
  /** Under which identity one-to-one chats are kept. */
  chatsBy?: 'phone' | 'lid';
  /** How long the first code and each later one is shown, and how many there are. */
  firstQrMs?: number;
  qrMs?: number;
  qrCodes?: number;
  pairingCodeMs?: number;
  /** How long a passkey challenge stands; then there are new codes. */
  passkeyMs?: number;
  syncMs?: number;
  /** The last tick that comes by itself, and the time from each to the next. */
  lastAck?: 1 | 2 | 3;
  ackMs?: number;
  /** How many MB of live objects the page carries, as a real one does. */
  ballastMb?: number;
  /** Where a page lands after a logout. */
  landing?: string;
};

const NEVER: Changes = {
  messageKeys: false,
  statusSending: false,
  linkPreviews: false,
  earlySync: false,
  groupParticipants: false,
  blocking: false,
  groupDescriptions: false,
  mediaModel: false,
  errors: false,
  mediaTypes: false,
};
const ALL = Object.fromEntries(Object.keys(NEVER).map((row) => [row, true])) as Changes;

// The first build with the renamed message key is 2.3000.1042401057 of July 2026.
const VERSIONS: Record<Dialect, string> = { before: '2.3000.1038358494', today: '2.3000.1048112233' };

export type Settings = Required<Omit<StandinOptions, 'versionDir' | 'origin' | 'changes'>> & { changes: Changes };

export function settingsOf({ dialect = 'before', changes, ...options }: StandinOptions): Settings {
  return {
    dialect,
    changes: { ...(dialect === 'today' ? ALL : NEVER), ...changes },
    version: options.version ?? VERSIONS[dialect],
    port: options.port ?? 0,
    chatsBy: options.chatsBy ?? (dialect === 'today' ? 'lid' : 'phone'),
    firstQrMs: options.firstQrMs ?? 60_000,
    qrMs: options.qrMs ?? 20_000,
    qrCodes: options.qrCodes ?? 6,
    pairingCodeMs: options.pairingCodeMs ?? 180_000,
    passkeyMs: options.passkeyMs ?? 60_000,
    syncMs: options.syncMs ?? 50,
    lastAck: options.lastAck ?? 3,
    ackMs: options.ackMs ?? 50,
    ballastMb: options.ballastMb ?? 0,
    landing: options.landing ?? 'https://web.whatsapp.com/?post_logout=1',
  };
}
