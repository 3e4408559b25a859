import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { ClientBase } from 'pg';

/** The two roles that the server logs in as; migrations make them, and neither owns a table. */
export type DbRoles = { app: string; system: string };

const SCRAM_ITERATIONS = 4096;
const LONGEST_ROLE_NAME = 63;

/** `waxwing` → `waxwing_app` and `waxwing_system`. */
export function rolesFor(database: string): DbRoles {
  if (database.length + '_system'.length > LONGEST_ROLE_NAME) throw new Error(`The database name ${database} is too long`);
  return { app: `${database}_app`, system: `${database}_system` };
}

/** The database that a connection URL names. */
export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres';
}

/** Derived, so that every node that holds the master key can log in and nothing has to be stored. */
export function rolePassword(deriveKey: (purpose: string) => Buffer, role: string): string {
  return deriveKey(`database role ${role}`).toString('base64url');
}

/** Makes the roles, or brings their password and attributes back to what they should be. */
export async function ensureRoles(admin: ClientBase, roles: DbRoles, deriveKey: (purpose: string) => Buffer): Promise<void> {
  for (const role of [roles.app, roles.system]) {
    const verifier = scramVerifier(rolePassword(deriveKey, role), deriveKey(`scram salt ${role}`).subarray(0, 16));
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
    const verb = rowCount === 0 ? 'create' : 'alter';
    // On managed servers only a superuser may say NOSUPERUSER or NOBYPASSRLS, even though it is the default.
    const statement = `${verb} role ${admin.escapeIdentifier(role)} with login noinherit nocreatedb nocreaterole password '${verifier}'`;
    await admin.query(statement).catch((error: unknown) => {
      // Roles belong to all databases of a server, which no lock of ours spans: another start has just written the same.
      if (!/tuple concurrently updated/.test((error as Error).message)) throw error;
    });
  }
}

/** The form in which PostgreSQL itself stores a SCRAM password, so that the password never travels in a statement. */
function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const serverKey = createHmac('sha256', salted).update('Server Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest();
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${storedKey.toString('base64')}:${serverKey.toString('base64')}`;
}
