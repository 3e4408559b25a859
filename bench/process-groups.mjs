// Memory and CPU time of the programs that work on a folder, and of everything they have started.
import { readFile, readdir } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;

/** The browsers whose command line names the folder: their processes, the sum of their PSS, the seconds of CPU they have had. */
export async function browsersIn(folder) {
  const all = [];
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const [stat, command] = await Promise.all(['stat', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length > 20) all.push({ pid: name, group: fields[2], names: command.includes(`--user-data-dir=${folder}`), fields });
  }
  const groups = new Set(all.filter(({ names }) => names).map(({ group }) => group));
  const members = all.filter(({ group }) => groups.has(group));
  const sizes = await Promise.all(members.map(({ pid }) => pssOf(pid)));
  return {
    processes: members.length,
    megabytes: sizes.reduce((sum, each) => sum + each, 0) / 1e6,
    cpuSeconds: members.reduce((sum, { fields }) => sum + cpuOf(fields), 0),
  };
}

/** The same of one process alone. */
export async function processOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return { megabytes: (await pssOf(pid)) / 1e6, cpuSeconds: cpuOf(stat.slice(stat.lastIndexOf(')') + 2).split(' ')) };
}

async function pssOf(pid) {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1_024;
}

function cpuOf(fields) {
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
