// Programs that the set-up runs: a signal to us ends them too, and nothing of them stays behind.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program to its end, with our output; true when it went well. A signal ends it and then this process. */
export async function run(command, args, { cwd, env }) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
  let interruptedBy;
  const pass = (signal) => {
    interruptedBy ??= signal;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
    if (interruptedBy) process.exit(128 + constants.signals[interruptedBy]);
    return code === 0;
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}
