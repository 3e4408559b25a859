// The stand-in without jest, for containers and benchmarks, steered from a shell:
//   node tests/standin/serve.mjs --dialect today --port 4600 --dir /tmp/pages     starts it and says where it is
//   node tests/standin/serve.mjs call http://127.0.0.1:4600 scan "$QR" '{"phone":"+15550001000"}'
import { register } from 'node:module';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dialect: { type: 'string' },
    port: { type: 'string' },
    dir: { type: 'string' },
    origin: { type: 'string' },
    options: { type: 'string' },
  },
});
const say = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line, null, 2)}\n`);

if (positionals[0] === 'call') await callControl(...positionals.slice(1));
else await serve();

async function serve() {
  register('./typescript-hooks.mjs', import.meta.url);
  const { startStandin } = await import('./standin.ts');
  const { dialect, port, dir, origin } = values;
  const given = { dialect, versionDir: dir, origin, port: port && Number(port), ...JSON.parse(values.options ?? '{}') };
  const standin = await startStandin(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  say({ version: standin.version, versionDir: standin.versionDir, origin: standin.origin });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void standin.close());
}

/** Each argument is JSON where it looks like it, and text otherwise. */
async function callControl(origin, method, ...given) {
  const parameters = given.map((one) => (/^[[{"]|^(-?\d+|true|false|null)$/.test(one) ? JSON.parse(one) : one));
  const answer = await fetch(`${origin}/control`, { method: 'POST', body: JSON.stringify({ method, parameters }) });
  const { ok, value, text } = await answer.json();
  say(ok ? value : text);
  if (!ok) process.exitCode = 1;
}
