import type { Db, Tx } from './db.ts';
import type { DbRoles } from './roles.ts';

/** The database would let the server do more than it may; starting would make every other guard worthless. */
export class PrivilegeError extends Error {
  override readonly name = 'PrivilegeError';
}

type RoleFacts = { name: string; rolsuper: boolean; rolbypassrls: boolean; owns: number };

/** Refuses to work as a role that is superuser, passes by row security or owns tables, or on a table without row security. */
export async function assertLeastPrivilege(db: Db, roles: DbRoles): Promise<void> {
  const facts = await db.asSystem('privilege check', (tx) => roleFacts(tx, roles));
  for (const { name, rolsuper, rolbypassrls, owns } of facts) {
    if (rolsuper) throw new PrivilegeError(`the role ${name} is a superuser; the server does not work as one`);
    if (rolbypassrls) throw new PrivilegeError(`the role ${name} passes by row security (BYPASSRLS); take that away`);
    if (owns > 0) throw new PrivilegeError(`the role ${name} owns ${owns} tables; give them to the role that runs the migrations`);
  }
  const open = await db.asSystem('privilege check', unprotectedTables);
  if (open.length > 0) throw new PrivilegeError(`row security is off on ${open.join(', ')}`);
}

async function roleFacts(tx: Tx, roles: DbRoles): Promise<RoleFacts[]> {
  return tx.query<RoleFacts>(
    `select rolname as name, rolsuper, rolbypassrls,
       (select count(*) from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p', 'v', 'm')) as owns
     from pg_roles where rolname in ($1, $2)`,
    [roles.app, roles.system],
  );
}

async function unprotectedTables(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity`,
  );
  return rows.map(({ name }) => name);
}
