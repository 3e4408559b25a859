// The connection as the page shows it: its state, whether all is synced, and who we are.
import { Emitter, Model } from './models.js';
import { define, watched } from './registry.js';
import { call } from './wire.js';
import { widOrNothing } from './wid.js';

class SocketModel extends Model {
  logout() {
    return leave.now();
  }
  reconnect() {
    Socket.state = 'OPENING';
    Socket.state = 'CONNECTED';
  }
  takeover() {
    return call('takeover');
  }
}

class ConnModel extends Model {
  canSetMyPushname() {
    return true;
  }
}

class Commands extends Emitter {
  openChatBottom = async () => true;
  openDrawerMid = async () => true;
  chatSearch = async () => true;
  openChatAt = async () => true;
  msgInfoDrawer = async () => true;
}

export const Socket = new SocketModel({ state: 'OPENING', hasSynced: false });
export const Conn = new ConnModel({
  ref: undefined,
  wid: undefined,
  pushname: undefined,
  platform: undefined,
  battery: 100,
  plugged: true,
});
export const Cmd = new Commands();
/** How this page is unlinked; linking.js says how. */
export const leave = { now: async () => {} };

/** Ourselves, once linked. */
export const me = { phone: undefined, lid: undefined };

export function becomeAccount({ phone, lid, name, platform }) {
  me.phone = widOrNothing(phone);
  me.lid = widOrNothing(lid);
  Conn.set({ wid: me.phone, pushname: name, platform, phone: undefined });
}

define('WAWebSocketModel', { Socket });
define('WAWebConnModel', { Conn });
define('WAWebCmd', { Cmd: watched('WAWebCmd.Cmd', Cmd) });
define('WAWebUserPrefsMeUser', {
  getMaybeMePnUser: () => me.phone,
  getMaybeMeLidUser: () => me.lid,
  getMeDevicePnOrThrow: () => me.phone,
  getMeDeviceLidOrThrow: () => me.lid,
});
define('WAWebStreamModel', { Stream: { markAvailable() {}, markUnavailable() {} } });
define('WAWebMiscBrowserUtils', { info: () => ({ os: 'Linux', name: 'Chrome', version: '1' }) });
define('WAWebPresenceChatAction', {
  sendPresenceAvailable: () => call('presence', { state: 'available' }),
  sendPresenceUnavailable: () => call('presence', { state: 'unavailable' }),
});
define('WAWebSetPushnameConnAction', {
  async setPushname(name) {
    await call('setName', { name });
    Conn.pushname = name;
  },
});
define('WAWebSyncGatingUtils', { isPlaceholderMessageResendEnabled: () => false });
