// The challenge that a growing share of accounts must answer after the scan: the page asks the browser for a passkey.
import { Socket } from './socket.js';
import { call, onNews } from './wire.js';

const PATIENCE_MS = 60_000;

onNews('passkey', async () => {
  Socket.state = 'PAIRING';
  show();
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const publicKey = { challenge, rpId: 'whatsapp.com', timeout: PATIENCE_MS, userVerification: 'required', allowCredentials: [] };
  try {
    const credential = await navigator.credentials.get({ publicKey });
    await call('passkeyAnswered', { id: credential?.id });
  } catch {
    // No passkey in this browser. The phone may still answer, as long as the challenge stands.
  }
});

function show() {
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  dialog.dataset.testid = 'passkey-challenge';
  dialog.textContent = 'Use your passkey to confirm it is you';
  document.body.append(dialog);
}
