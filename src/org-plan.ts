import { PLANS, setPlan } from './access/team/plan.ts';
import { runForOperator } from './operator.ts';

const USAGE = `Usage: npm run org:plan -- <organization id or name> <${PLANS.join('|')}>\n`;

// `npm run org:plan`: the limits of the new plan count from the organisation's next request on.
await runForOperator(async ({ db }, args) => {
  const [idOrName, word, ...rest] = args;
  const plan = PLANS.find((each) => each === word);
  if (idOrName === undefined || plan === undefined || rest.length > 0) {
    process.stderr.write(USAGE);
    return 1;
  }
  const found = await setPlan(db, idOrName, plan);
  const [organization] = found;
  if (organization && found.length === 1) {
    process.stdout.write(`${organization.name} (${organization.id}): ${organization.plan} → ${plan}\n`);
    return 0;
  }
  const choices = found.map(({ id, name }) => `  ${id}  ${name}\n`).join('');
  process.stderr.write(
    found.length === 0 ? `There is no organization "${idOrName}".\n` : `Several have this name; say which by its id:\n${choices}`,
  );
  return 1;
});
