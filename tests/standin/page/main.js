// The page: everything that it is made of, and then its connection.
import './wid.js';
import './socket.js';
import './collections.js';
import './receiving.js';
import './sending.js';
import './contacts.js';
import './calls.js';
import './actions.js';
import './media.js';
import './groups.js';
import './status.js';
import './newsletters.js';
import './passkey.js';
import './settings.js';
import { config } from './config.js';
import { connect } from './linking.js';
import { tell } from './wire.js';

window.addEventListener('error', ({ message, error }) => tell('pageError', { text: String(error?.stack ?? message) }));
window.addEventListener('unhandledrejection', ({ reason }) => tell('pageError', { text: String(reason?.stack ?? reason) }));

window.Debug = { VERSION: config.version };
void connect();
