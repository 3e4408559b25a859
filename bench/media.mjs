// A document of 100 MB goes up and comes down; the server's memory must hardly notice.
// Target: its resident memory grows by less than 40 MB.
// node bench/media.mjs   (after npm run build)
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { median, startWaxwing } from './server.mjs';

const MB = 1024 * 1024;
const SIZE_BYTES = 100 * MB;
const ROUNDS = 3;
const SAMPLE_MS = 20;
const MOST_GROWTH_MB = 40;

const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const waxwing = await startWaxwing({ dataDir });
try {
  const { accessToken } = await waxwing.register();
  const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/octet-stream' };
  // What the first request of each kind loads is no part of the question.
  await download((await upload(1 * MB)).id);

  const before = await residentBytes();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure());
  const growth = Math.max(...rounds.map(({ peak }) => peak)) - before;
  const rate = (name) => `${Math.round(100 / median(rounds.map((each) => each[name])))} MB/s`;
  console.log(`upload of 100 MB     ${rate('upSeconds')}`);
  console.log(`download of 100 MB   ${rate('downSeconds')}`);
  console.log(
    `resident memory      ${Math.round(before / MB)} MB before, grows by ${Math.round(growth / MB)} MB   (target: under ${MOST_GROWTH_MB} MB)`,
  );
  process.exitCode = growth > MOST_GROWTH_MB * MB ? 1 : 0;

  async function measure() {
    let peak = 0;
    const watch = setInterval(() => void residentBytes().then((bytes) => (peak = Math.max(peak, bytes))), SAMPLE_MS);
    try {
      const began = performance.now();
      const sent = await upload(SIZE_BYTES);
      const up = performance.now();
      if ((await download(sent.id)) !== sent.sha256) throw new Error('other bytes came back');
      return { upSeconds: (up - began) / 1000, downSeconds: (performance.now() - up) / 1000, peak };
    } finally {
      clearInterval(watch);
    }
  }

  async function upload(sizeBytes) {
    const piece = randomBytes(MB);
    const hash = createHash('sha256');
    const body = Readable.from(
      (function* () {
        for (let sent = 0; sent < sizeBytes; sent += MB) {
          piece.writeUInt32BE(sent, 0);
          hash.update(piece);
          yield Buffer.from(piece);
        }
      })(),
    );
    const answer = await fetch(`${waxwing.url}/v1/media`, { method: 'POST', headers, body, duplex: 'half' });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    const media = await answer.json();
    if (media.sha256 !== hash.digest('hex')) throw new Error('other bytes were stored');
    return media;
  }

  async function download(id) {
    const answer = await fetch(`${waxwing.url}/v1/media/${id}/content`, { headers });
    const hash = createHash('sha256');
    for await (const chunk of answer.body) hash.update(chunk);
    return hash.digest('hex');
  }

  async function residentBytes() {
    const kib = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${waxwing.pid}/status`, 'utf8'))[1];
    return Number(kib) * 1024;
  }
} finally {
  await waxwing.stop();
  await rm(dataDir, { recursive: true });
}
