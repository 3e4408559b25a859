import { equalSecrets } from '../../platform/crypto/mac.ts';
import type { Keyring } from '../../platform/crypto/master-key.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import { anchorOf } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { baseMacOf, digestOf, hashRow, isGenuine, macOf, sha256, unpackEntries } from './chain.ts';
import type { ChainRow } from './chain.ts';
import { genuineAfter } from './seal.ts';
import {
  countUnsealed,
  findSeal,
  listForeign,
  listRowsUnder,
  listRowsUnderNone,
  listSealsAfter,
  readOneMoment,
  readSnapshot,
} from './seals.sql.ts';
import type { SealRow } from './seals.sql.ts';

export type AuditReport = {
  seals: number;
  rows: number;
  /** Rows that the sealer has still to come to. */
  waiting: number;
  /** What was done to the log, one sentence each; empty when all is as it was written. */
  findings: string[];
  /** What could not be looked at. */
  notes: string[];
};

type Checking = {
  report: AuditReport;
  keyring: Keyring;
  /** Rows that a seal lists and that are not there, and rows under a seal that does not list them: together, rows that were moved. */
  missing: Map<string, number>;
  unlisted: Map<string, { row: ChainRow; isSealThere: boolean }>;
  /** Whether the newest seal was made with a key that is here, and so vouches for all before it. */
  isVouchedFor: boolean;
};

const SEALS_A_PAGE = 200;
const ROWS_A_PAGE = 5_000;
const MOST_FINDINGS = 1_000;

/** Reads the whole log as it stands at one moment and compares each row with its seal, and each seal with the one before. */
export async function verifyAudit({ db, keyring, anchors }: { db: Db; keyring: Keyring; anchors: Anchor[] }): Promise<AuditReport> {
  return db.asSystem('audit verify', async (tx) => {
    await readOneMoment(tx);
    const report: AuditReport = { seals: 0, rows: 0, waiting: 0, findings: [], notes: [] };
    const checking: Checking = { report, keyring, missing: new Map(), unlisted: new Map(), isVouchedFor: true };
    const last = await checkSeals(tx, checking);
    for (const row of await listRowsUnderNone(tx, MOST_FINDINGS)) checking.unlisted.set(row.id, { row, isSealThere: false });
    nameRows(checking);
    await checkUnsealed(tx, checking, last);
    for (const anchor of anchors) await checkAnchor(tx, checking, last, anchor);
    if (!checking.isVouchedFor) {
      report.findings.push('The newest seals were made with a master key that is not in TOKEN_MASTER_KEY: nothing can be said without it.');
    }
    return report;
  });
}

async function checkSeals(tx: Tx, checking: Checking): Promise<SealRow | null> {
  let before: SealRow | null = null;
  for (;;) {
    const page: SealRow[] = takePage(await listSealsAfter(tx, before?.number ?? 0, SEALS_A_PAGE));
    const [first] = page;
    const final = page.at(-1);
    if (!first || !final) return before;
    const rows = bySeal(await listRowsUnder(tx, first.number, final.number));
    for (const seal of page) {
      if (before) checkLink(checking, seal, before);
      else checkBeginning(checking, seal);
      if (seal.entries !== null) checkRows(checking, seal, seal.entries, rows.get(seal.number) ?? []);
      checking.report.seals += 1;
      before = seal;
    }
  }
}

/** As many seals as have a bearable number of rows, and at least one. */
function takePage(seals: SealRow[]): SealRow[] {
  let rows = 0;
  let count = 0;
  for (const seal of seals) {
    rows += seal.rows;
    if (count > 0 && rows > ROWS_A_PAGE) break;
    count += 1;
  }
  return seals.slice(0, count);
}

function bySeal(rows: ChainRow[]): Map<number | null, ChainRow[]> {
  const groups = new Map<number | null, ChainRow[]>();
  for (const row of rows) {
    const group = groups.get(row.sealedBy);
    if (group) group.push(row);
    else groups.set(row.sealedBy, [row]);
  }
  return groups;
}

function checkLink(checking: Checking, seal: SealRow, before: SealRow): void {
  const { findings } = checking.report;
  if (seal.number !== before.number + 1) findings.push(`Missing: ${sealsFrom(before.number + 1, seal.number - 1)}.`);
  else if (!digestOf(seal, before).equals(seal.digest)) findings.push(`Seal ${seal.number} was changed.`);
  if (seal.entries === null || seal.baseMac !== null)
    findings.push(`Seal ${seal.number} was changed: its list of rows is gone before its time.`);
  checkMac(checking, seal);
}

/** The first seal of all, or the one whose forerunners were removed by age. */
function checkBeginning(checking: Checking, seal: SealRow): void {
  const { report, keyring } = checking;
  const { number, baseKeyId, baseMac } = seal;
  if (baseKeyId === null || baseMac === null) {
    if (number > 1) report.findings.push(`Missing, and not removed by age: ${sealsFrom(1, number - 1)}.`);
    else if (!digestOf(seal).equals(seal.digest)) report.findings.push(`Seal ${number} was changed.`);
  } else {
    const genuine = isGenuine(keyring, baseKeyId, baseMac, (key) => baseMacOf(key, seal));
    if (genuine === false) report.findings.push(`Seal ${number} was changed: those before it were not removed by age.`);
    if (genuine === null)
      report.notes.push(`Whether the seals before ${number} were removed by age cannot be told without ${keyName(baseKeyId)}.`);
  }
  checkMac(checking, seal);
}

function checkMac(checking: Checking, { number, masterKeyId, mac, digest }: SealRow): void {
  const genuine = isGenuine(checking.keyring, masterKeyId, mac, (key) => macOf(key, digest));
  checking.isVouchedFor = genuine !== null;
  if (genuine === false) checking.report.findings.push(`Seal ${number} was not made by this server.`);
}

function checkRows(checking: Checking, { number, entriesSha256 }: SealRow, entries: Buffer, rows: ChainRow[]): void {
  const { report, missing, unlisted } = checking;
  if (!sha256(entries).equals(entriesSha256)) report.findings.push(`Seal ${number} was changed: its list of rows is another one.`);
  const listed = new Map(unpackEntries(entries).map(({ id, hash }) => [id, hash]));
  for (const row of rows) {
    const hash = listed.get(row.id);
    if (!hash) unlisted.set(row.id, { row, isSealThere: true });
    else if (!hash.equals(hashRow(row))) report.findings.push(`${nameOf(row)} was changed.`);
    listed.delete(row.id);
    report.rows += 1;
  }
  for (const id of listed.keys()) missing.set(id, number);
}

function nameRows({ report, missing, unlisted }: Checking): void {
  for (const [id, { row, isSealThere }] of unlisted) {
    const from = missing.get(id);
    missing.delete(id);
    const moved = from === undefined ? null : `was moved from seal ${from} to seal ${row.sealedBy}`;
    const added = isSealThere ? `was added under seal ${row.sealedBy}` : `lies under seal ${row.sealedBy}, which is not there`;
    report.findings.push(`${nameOf(row)} ${moved ?? added}.`);
  }
  for (const [id, seal] of missing) report.findings.push(`Row ${id}, under seal ${seal}, was removed.`);
}

async function checkUnsealed(tx: Tx, { report }: Checking, last: SealRow | null): Promise<void> {
  const foreign = await listForeign(tx, genuineAfter(last, await readSnapshot(tx)), MOST_FINDINGS);
  for (const row of foreign) report.findings.push(`${nameOf(row)} was added: the server has not written it.`);
  report.waiting = (await countUnsealed(tx)) - foreign.length;
}

/** A seal that is known from outside has to be there, or to be older than the chain. */
async function checkAnchor(tx: Tx, { report }: Checking, last: SealRow | null, { seal, mac }: Anchor): Promise<void> {
  const lastNumber = last?.number ?? 0;
  if (seal > lastNumber) {
    report.findings.push(`The end was cut off, or an older backup was restored. Missing: ${sealsFrom(lastNumber + 1, seal)}.`);
    return;
  }
  const found = await findSeal(tx, seal);
  if (found && !equalSecrets(anchorOf(found).mac, mac)) report.findings.push(`Seal ${seal} is not the one that was made.`);
}

const sealsFrom = (first: number, last: number) => (first === last ? `seal ${first}` : `seals ${first} to ${last}`);

const keyName = (id: string) => `the master key ${id}`;

const nameOf = ({ id, action, at }: ChainRow) => `Row ${id} (${action}, ${at.slice(0, 19)}Z)`;
