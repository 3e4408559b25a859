import { dirname, join } from 'node:path/posix';
import { isTest } from './source-files.ts';
import { importsOf } from './syntax-tree.ts';

/** The one order of the rooms: each may import those before it. */
export const ROOMS = [
  'platform',
  'access',
  'events',
  'webhooks',
  'channels',
  'clients',
  'safety',
  'sessions',
  'media',
  'contacts',
  'messages',
  'templates',
  'campaigns',
  'automations',
  'analytics',
];
const COMPOSITION = [
  'src/main.ts',
  'src/server.ts',
  'src/app.ts',
  'src/worker.ts',
  'src/operator.ts',
  'src/person-parts.ts',
  'src/org-plan.ts',
  'src/user-reset-link.ts',
  'src/jobs-parked.ts',
  'src/doctor.ts',
  'src/audit-verify.ts',
  'src/secrets-rotate.ts',
];
const NOT_FOR_CHANNELS = /^(pg|express|graphile-worker|node-pg-migrate)(\/|$)/;

type Import = { from: string; to: string };

/** Every breach of the one-way rule in these sources (path → text), one line each; empty when all is well. */
export function roomOrderViolations(sources: ReadonlyMap<string, string>): string[] {
  const packages: Import[] = [];
  const files: Import[] = [];
  const violations: string[] = [];
  for (const [path, source] of sources) {
    violations.push(...misplaced(path));
    for (const name of importsOf(path, source)) {
      if (name === null) {
        if (!isTest(path)) violations.push(`${path} imports a file whose name is computed`);
      } else if (!name.startsWith('.')) packages.push({ from: path, to: name });
      else files.push({ from: path, to: resolve(path, name, sources) });
    }
  }
  return [...violations, ...packages.flatMap(packageViolations), ...files.flatMap(fileViolations), ...cycles(files)];
}

function misplaced(path: string): string[] {
  const room = roomOf(path);
  if (room !== null && !ROOMS.includes(room)) return [`${path} is in no room of the house`];
  if (room === 'channels' && /\.(sql|routes)\.ts$/.test(path)) return [`${path}: channels has no SQL and no routes`];
  return [];
}

/** The folder below src/, or the file's own name when it lies beside the rooms; null for the composition files and outside of src/. */
function roomOf(path: string): string | null {
  if (COMPOSITION.includes(path) || !path.startsWith('src/')) return null;
  return path.split('/')[1] ?? null;
}

// Bundlers and swc accept an import without its ending; so must the rule, or it could be got round.
function resolve(path: string, name: string, sources: ReadonlyMap<string, string>): string {
  const target = join(dirname(path), name);
  const endings = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];
  return endings.map((ending) => target + ending).find((candidate) => sources.has(candidate)) ?? target;
}

function packageViolations({ from, to }: Import): string[] {
  const forbidden = roomOf(from) === 'channels' && !isTest(from) && NOT_FOR_CHANNELS.test(to);
  return forbidden ? [`${from} imports ${to}: channels knows no SQL and no Express`] : [];
}

function fileViolations({ from, to }: Import): string[] {
  const reason = refusal(from, to);
  return reason ? [`${from} imports ${to}: ${reason}`] : [];
}

function refusal(from: string, to: string): string | null {
  if (isTest(to) && !isTest(from)) return 'only tests import what is made for tests';
  if (from.startsWith('tests/')) return null;
  if (from.startsWith('dashboard/') !== to.startsWith('dashboard/')) return 'dashboard and server meet only through /openapi.json';
  if (COMPOSITION.includes(to)) return COMPOSITION.includes(from) || isTest(from) ? null : 'only tests import what puts the rooms together';
  const own = roomOf(from);
  const other = roomOf(to);
  if (own === null || other === null || own === other) return null;
  if (ROOMS.indexOf(other) > ROOMS.indexOf(own)) return `${other} stands after ${own}`;
  return isTest(from) ? null : closedDoor(own, other, to);
}

function closedDoor(own: string, other: string, to: string): string | null {
  if (own === 'channels' && /^src\/platform\/(db|http)\//.test(to)) return 'channels knows no SQL and no Express';
  const faces = [`src/${other}/${other}.ts`, `src/${other}/${other}.schema.ts`];
  return other === 'platform' || faces.includes(to) ? null : `of ${other} only its face or its schema`;
}

/** Each import cycle once, beginning with the file of it that is met first. */
function cycles(imports: Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const found = new Map<string, string>();
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const circle = trail.slice(start);
      found.set(circle.toSorted().join(), `import cycle: ${[...circle, file].join(' → ')}`);
    } else if (!done.has(file)) {
      for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of targets.keys()) visit(file, []);
  return [...found.values()];
}
