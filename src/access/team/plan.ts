import type { Db, Tx } from '../../platform/db/db.ts';
import { actFor } from '../../platform/db/scope.ts';
import { changesBetween, OPERATOR, recordAudit } from '../audit/record.ts';
import { findOrganization, lockOrganizationsNamed, updatePlan } from './organization.sql.ts';
import type { OrganizationRow, Plan } from './organization.sql.ts';

export const PLANS: readonly Plan[] = ['free', 'pro', 'enterprise'];

/** Sets the plan of the one organisation with this id or name and gives back what matched: nothing is set unless it is exactly one. */
export async function setPlan(db: Db, idOrName: string, plan: Plan): Promise<OrganizationRow[]> {
  return db.asSystem('plan of an organization', async (tx) => {
    const found = await lockOrganizationsNamed(tx, idOrName);
    const [organization] = found;
    if (organization && found.length === 1) await setPlanOf(tx, organization, plan);
    return found;
  });
}

/** The plan of the transaction's organisation. */
export async function planOf(tx: Tx): Promise<Plan> {
  return (await findOrganization(tx)).plan;
}

async function setPlanOf(tx: Tx, organization: OrganizationRow, plan: Plan): Promise<void> {
  const changes = changesBetween(organization, { plan });
  if (Object.keys(changes).length === 0) return;
  await updatePlan(tx, organization.id, plan);
  await actFor(tx, organization.id);
  const target = { type: 'organization', id: organization.id };
  await recordAudit(tx, { caller: null, address: '', requestId: '' }, { action: 'organization.plan', target, changes, as: OPERATOR });
}
