// Incoming calls: the library hears of them by the map in which the page keeps them.
import { config } from './config.js';
import { Emitter } from './models.js';
import { absent, define } from './registry.js';
import { Socket } from './socket.js';
import { call, onNews } from './wire.js';

// The map comes with the page's call code, which this dialect loads only some time after the sync.
const LATE_MS = 400;

const collection = new Emitter();
const pending = new Map();
if (config.changes.earlySync) {
  Socket.on('change:hasSynced', () => setTimeout(() => (collection.pendingCalls ??= pending), LATE_MS));
} else collection.pendingCalls = pending;

onNews('call', ({ offer }) => {
  const calls = collection.pendingCalls ?? pending;
  calls.set(offer.id, offer);
});

define('WAWebCallCollection', collection);
// The library asks for the map under the name it found, and there was none.
if (config.changes.earlySync) absent('WAWebCallCollection', 'undefined');
define('WAWap', { wap: (tag, attributes, children) => ({ tag, attributes, children }), generateId: () => crypto.randomUUID() });
define('WADeprecatedSendIq', { deprecatedCastStanza: (stanza) => call('stanza', { stanza }) });
