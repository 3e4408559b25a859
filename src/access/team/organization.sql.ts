import type { Tx } from '../../platform/db/db.ts';

export type OrganizationRow = {
  id: string;
  name: string;
  timezone: string;
  plan: 'free' | 'pro' | 'enterprise';
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
