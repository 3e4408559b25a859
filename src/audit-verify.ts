import { parseAnchor, readAnchor } from './access/audit/anchor.ts';
import type { Anchor } from './access/audit/anchor.ts';
import { verifyAudit } from './access/audit/verify.ts';
import type { AuditReport } from './access/audit/verify.ts';
import { runForOperator } from './operator.ts';

const USAGE = 'Usage: npm run audit:verify [-- <seal>:<mac> …]   with seals as the log has them\n';

// `npm run audit:verify`: says which rows of the audit log were changed, added or removed; 1 when there are any.
// A log whose end was cut off looks whole. The newest seal kept in DATA_DIR shows it, and so does any that is named here.
await runForOperator(async ({ db, keyring, config }, args) => {
  const given = args.map((text) => parseAnchor(text));
  if (given.includes(null)) {
    process.stderr.write(USAGE);
    return 1;
  }
  const anchors = [await readAnchor(config.dataDir), ...given].filter((anchor): anchor is Anchor => anchor !== null);
  const report = await verifyAudit({ db, keyring, anchors });
  process.stdout.write(inWords(report));
  return report.findings.length === 0 ? 0 : 1;
});

function inWords({ seals, rows, waiting, findings, notes }: AuditReport): string {
  const waits = waiting > 0 ? ` ${waiting} newer ${waiting === 1 ? 'row is' : 'rows are'} not sealed yet.` : '';
  const verdict = findings.length === 0 ? 'The audit log is as it was written' : 'THE AUDIT LOG WAS TAMPERED WITH';
  return [...findings, ...notes, `${verdict}: ${rows} rows under ${seals} seals.${waits}`, ''].join('\n');
}
