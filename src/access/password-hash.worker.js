// Plain JavaScript: a worker is started from this file as it is, from the sources in tests and from the build in production.
import { parentPort } from 'node:worker_threads';
import { compareSync, hashSync } from 'bcryptjs';

parentPort?.on('message', ({ password, cost, hash }) => {
  parentPort.postMessage(hash === undefined ? hashSync(password, cost) : compareSync(password, hash));
});
