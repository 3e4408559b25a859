// The built server as a child process, with the embedded database in a folder of its own.
import { spawn } from 'node:child_process';

/** The middle of the measurements: this machine is noisy. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export async function startWaxwing({ dataDir, env = {} }) {
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', REGISTRATION: 'open', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /Dashboard\s+(http\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
  const post = async (path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    pid: child.pid,
    post,
    register: () =>
      post('/v1/auth/register', {
        organizationName: 'Bench',
        name: 'Bench',
        email: `bench-${Date.now()}@example.com`,
        password: 'Zq7!unusual-Wing',
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}
