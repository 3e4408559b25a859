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
import { Socket } from './socket.js';
import { tell } from './wire.js';

window.addEventListener('error', ({ message, error }) => tell('pageError', { text: String(error?.stack ?? message) }));
window.addEventListener('unhandledrejection', ({ reason }) => tell('pageError', { text: String(reason?.stack ?? reason) }));

// A real page is heavy, and some measurements want one that is.
window.ballast = Array.from({ length: config.ballastMb }, () => Array.from({ length: 131_072 }, (_, index) => index + 0.5));
window.Debug = { VERSION: config.version };
Socket.on('change:state', () => {
  document.body.dataset.state = Socket.state;
  document.querySelector('h1').textContent = `Stand-in for WhatsApp Web: ${Socket.state}`;
});
void connect();
