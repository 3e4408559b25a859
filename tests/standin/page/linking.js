// Linking: the QR and its rotation, the pairing code, coming back to a link that is there, and the end of one.
import { becomeAccount, Cmd, Conn, leave, me, Socket } from './socket.js';
import { define, requireModule } from './registry.js';
import { dropLink, keepLink, readLink } from './storage.js';
import { fillCollections } from './sync.js';
import { config } from './config.js';
import { call, listen, onNews } from './wire.js';

// The library listens for the sync's end only once the connection stands; one that nobody awaits ends by itself.
const UNHEARD_SYNC_MS = 4_000;
const LISTENED_AGAIN_MS = 20;

const keys = {
  noise: crypto.getRandomValues(new Uint8Array(32)),
  identity: crypto.getRandomValues(new Uint8Array(32)),
  secret: crypto.getRandomValues(new Uint8Array(32)),
};
const encodeB64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
let progress = 0;

/** Connects this browser, linked or not, and keeps it connected. */
export async function connect() {
  const device = await readLink();
  onNews('ref', ({ ref }) => {
    Conn.ref = ref;
    Socket.state = 'UNPAIRED';
  });
  onNews('refsOver', () => {
    Socket.state = 'UNPAIRED_IDLE';
  });
  onNews('paired', ({ device: paired, account }) => void becomePaired(paired, account));
  onNews('linked', ({ account }) => void resume(account));
  onNews('state', ({ state }) => {
    Socket.state = state;
  });
  onNews('loggedOut', ({ landing }) => void unlink(landing));
  onNews('resync', async () => {
    Socket.hasSynced = false;
    Socket.hasSynced = true;
  });
  onNews('hang', ({ ms }) => hang(ms));
  listen(device, {
    onOpen: () => Socket.hasSynced && Socket.set('state', 'CONNECTED'),
    onLost: () => me.phone && Socket.set('state', 'OPENING'),
  });
}

async function becomePaired(device, account) {
  Socket.state = 'PAIRING';
  await keepLink(device);
  await call('kept', { as: requireModule('WAWebMiscBrowserUtils').info() });
  Socket.state = 'OPENING';
  await resume(account);
}

async function resume(account) {
  const isFirst = !Socket.hasSynced;
  becomeAccount(account);
  if (isFirst) await fillCollections();
  if (isFirst && config.changes.earlySync) Socket.hasSynced = true;
  Socket.state = 'CONNECTED';
  if (!Socket.hasSynced) await endSync();
}

async function endSync() {
  const giveUpAt = performance.now() + UNHEARD_SYNC_MS;
  while (!Socket.listens('change:hasSynced') && performance.now() < giveUpAt) await pause(LISTENED_AGAIN_MS);
  for (progress of [40, 100]) Cmd.trigger('offline_progress_update_from_bridge');
  await pause(config.syncMs);
  Socket.hasSynced = true;
}

async function unlink(landing) {
  await dropLink();
  Cmd.trigger('logout_from_bridge');
  // The library is told first, over the wire, and must hear it before the page is gone.
  await pause(100);
  location.href = landing;
}

leave.now = async () => {
  await call('leave');
  await dropLink();
  setTimeout(() => {
    location.href = config.landing;
  }, 500);
};

function hang(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const refreshQR = () => call('refreshQR');
Cmd.refreshQR = refreshQR;
define('WAWebLaunchSocketUtils', { refreshQR });
define('WAWebAltDeviceLinkingApi', {
  setPairingType() {},
  initializeAltDeviceLinking: async () => {},
  initializeQRLinking: async () => {},
  startAltLinkingFlow: (phone, showNotification) => call('pairingCode', { phone, showNotification }),
});
define('WABase64', { encodeB64, decodeB64: (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer });
define('WAWebCompanionRegClientUtils', { DEVICE_PLATFORM: '1' });
define('WAWebAdvSignatureApi', {});
define('WAWebUserPrefsInfoStore', { waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: keys.noise.buffer } }) } });
define('WAWebSignalStoreApi', {
  waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: keys.identity.buffer } }) },
});
define('WAWebUserPrefsMultiDevice', { getADVSecretKey: () => encodeB64(keys.secret) });
define('WAWebOfflineHandler', { OfflineMessageHandler: { getOfflineDeliveryProgress: () => progress } });
