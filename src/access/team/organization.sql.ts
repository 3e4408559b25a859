import type { Tx } from '../../platform/db/db.ts';

export type Plan = 'free' | 'pro' | 'enterprise';

export type OrganizationRow = {
  id: string;
  name: string;
  timezone: string;
  plan: Plan;
  settings: Record<string, unknown>;
  createdAt: Date;
};

const ORGANIZATION = 'organization_id as id, name, timezone, plan, settings, created_at';

export async function findOrganization(tx: Tx): Promise<OrganizationRow> {
  return tx.one<OrganizationRow>(`select ${ORGANIZATION} from organizations`);
}

/** Changes of the organisation's own row, and of its matrix of roles, happen one after the other. */
export async function lockOrganization(tx: Tx): Promise<OrganizationRow> {
  return tx.one<OrganizationRow>(`select ${ORGANIZATION} from organizations for no key update`);
}

type Changeable = Pick<OrganizationRow, 'name' | 'timezone' | 'settings'>;

export async function updateOrganization(tx: Tx, { name, timezone, settings }: Changeable): Promise<OrganizationRow> {
  return tx.one<OrganizationRow>(
    `update organizations set name = $1, timezone = $2, settings = $3, updated_at = now() returning ${ORGANIZATION}`,
    [name, timezone, JSON.stringify(settings)],
  );
}

/** Those with this id, or else with this name however it is written; for a system transaction. */
export async function lockOrganizationsNamed(tx: Tx, idOrName: string): Promise<OrganizationRow[]> {
  return tx.query<OrganizationRow>(
    `select ${ORGANIZATION} from organizations
     where organization_id::text = lower($1) or lower(name) = lower($1)
     order by organization_id for no key update`,
    [idOrName],
  );
}

/** Only the operator may; the application role has no right to this column. */
export async function updatePlan(tx: Tx, id: string, plan: Plan): Promise<void> {
  await tx.execute('update organizations set plan = $2, updated_at = now() where organization_id = $1', [id, plan]);
}
