// What most people run: whatsapp-web.js from npm with its default options, several clients in one process. Steered by web-sessions.mjs.
import wweb from 'whatsapp-web.js';

const { count, folder, standin, browser } = JSON.parse(process.argv[2]);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
// The library leaves some of its failures to nobody.
process.on('unhandledRejection', () => undefined);

for (let index = 0; index < count; index += 1) {
  const began = performance.now();
  const client = new wweb.Client({
    authStrategy: new wweb.LocalAuth({ clientId: `number-${index}`, dataPath: folder }),
    // Only what is needed to see the stand-in instead of WhatsApp.
    webVersion: standin.version,
    webVersionCache: { type: 'local', path: standin.versionDir, strict: true },
    puppeteer: { executablePath: browser.executablePath, args: browser.args },
  });
  client.on('qr', (qr) => say({ qr, index }));
  await new Promise((resolve, reject) => {
    client.once('ready', resolve);
    client.initialize().catch(reject);
  });
  say({ ready: index, ms: performance.now() - began });
}
say({ done: true });
process.stdin.resume();
