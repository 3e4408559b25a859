import type { z } from 'zod';
import type { Tx } from '../../platform/db/db.ts';
import { changesBetween, namesOnly, recordAudit } from '../audit/record.ts';
import { settingsOf } from '../shown.ts';
import { findOrganization, lockOrganization, updateOrganization } from './organization.sql.ts';
import type { OrganizationRow } from './organization.sql.ts';
import type { Acting } from './standing.ts';
import type { ChangedOrganization } from './team.schema.ts';

export async function getOrganization({ tx }: { tx: Tx }) {
  return shown(await findOrganization(tx));
}

/** The zone that counts for whoever has none of their own. */
export async function organizationTimezone(tx: Tx): Promise<string> {
  return (await findOrganization(tx)).timezone;
}

/** Fields and settings that are left out stay as they are. */
export async function changeOrganization(call: Acting & { body: z.output<typeof ChangedOrganization> }) {
  const { name, timezone, settings } = call.body;
  const before = await lockOrganization(call.tx);
  const wanted = {
    name: name ?? before.name,
    timezone: timezone ?? before.timezone,
    settings: { ...before.settings, ...settings },
  };
  const changes = {
    ...namesOnly(Object.keys(changesBetween(before, { name: wanted.name }))),
    ...changesBetween(before, { timezone: wanted.timezone }),
    ...changesBetween(settingsOf(before.settings), settings ?? {}),
  };
  if (Object.keys(changes).length === 0) return shown(before);
  const after = await updateOrganization(call.tx, wanted);
  await recordAudit(call.tx, call, { action: 'organization.update', target: { type: 'organization', id: before.id }, changes });
  return shown(after);
}

const shown = (row: OrganizationRow) => ({ ...row, settings: settingsOf(row.settings) });
