import type { Tx } from '../../platform/db/db.ts';
import type { Override, Role } from '../permissions.ts';

export type Plan = 'free' | 'pro' | 'enterprise';

export type UserRow = {
  id: string;
  organizationId: string;
  name: string;
  email: string;
  role: Role;
  isOwner: boolean;
  passwordHash: string | null;
  totpSecret: string | null;
  totpConfirmedAt: Date | null;
  totpLastStep: number | null;
  createdAt: Date;
  deletedAt: Date | null;
};

export type OrganizationRow = {
  organizationId: string;
  name: string;
  timezone: string;
  plan: Plan;
  settings: Record<string, unknown>;
  createdAt: Date;
};

/** A live sign-in with all that a request needs to know of it, in one row. */
export type LoginCallerRow = {
  loginId: string;
  organizationId: string;
  userId: string;
  name: string;
  role: Role;
  plan: Plan;
  requiresTotp: boolean;
  hasTotp: boolean;
  overrides: Override[];
};

const USER =
  'id, organization_id, name, email, role, is_owner, password_hash, totp_secret, totp_confirmed_at, totp_last_step, created_at, deleted_at';
const ORGANIZATION = 'organization_id, name, timezone, plan, settings, created_at';

/** Registrations wait for each other, so that only one can be the first. */
export async function lockRegistration(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('registration'))`);
}

export async function countOrganizations(tx: Tx): Promise<number> {
  return (await tx.one<{ count: number }>('select count(*) from organizations')).count;
}

export async function insertOrganization(
  tx: Tx,
  { id, name, timezone, plan }: { id: string; name: string; timezone: string; plan: Plan },
): Promise<OrganizationRow> {
  return tx.one<OrganizationRow>(
    `insert into organizations (organization_id, name, timezone, plan) values ($1, $2, $3, $4) returning ${ORGANIZATION}`,
    [id, name, timezone, plan],
  );
}

type NewUser = { id: string; organizationId: string; name: string; email: string; role: Role; isOwner: boolean; passwordHash: string };

export async function insertFirstUser(tx: Tx, user: NewUser): Promise<UserRow> {
  return tx.one<UserRow>(
    `insert into users (id, organization_id, name, email, role, is_owner, password_hash) values ($1, $2, $3, $4, $5, $6, $7) returning ${USER}`,
    [user.id, user.organizationId, user.name, user.email, user.role, user.isOwner, user.passwordHash],
  );
}

export async function findUserByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  return tx.maybe<UserRow>(`select ${USER} from users where email = $1 and deleted_at is null`, [email]);
}

export async function findUser(tx: Tx, id: string): Promise<UserRow | null> {
  return tx.maybe<UserRow>(`select ${USER} from users where id = $1 and deleted_at is null`, [id]);
}

export async function findOwnOrganization(tx: Tx): Promise<OrganizationRow> {
  return tx.one<OrganizationRow>(`select ${ORGANIZATION} from organizations`);
}

/** Locks the user and says whether the password is still the one that was proved, since proving takes a while. */
export async function passwordStillIs(tx: Tx, userId: string, passwordHash: string): Promise<boolean> {
  return (
    (await tx.maybe('select from users where id = $1 and password_hash = $2 and deleted_at is null for no key update', [
      userId,
      passwordHash,
    ])) !== null
  );
}

export async function updatePassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx.execute('update users set password_hash = $2, updated_at = now() where id = $1', [userId, passwordHash]);
}

type NewLogin = { id: string; organizationId: string; userId: string; address: string; userAgent: string };

export async function insertLogin(tx: Tx, login: NewLogin): Promise<void> {
  await tx.execute('insert into logins (id, organization_id, user_id, address, user_agent) values ($1, $2, $3, $4, $5)', [
    login.id,
    login.organizationId,
    login.userId,
    login.address,
    login.userAgent,
  ]);
}

export async function findLoginCaller(tx: Tx, loginId: string): Promise<LoginCallerRow | null> {
  return tx.maybe<LoginCallerRow>(
    `select l.id as login_id, l.organization_id, u.id as user_id, u.name, u.role, o.plan,
       coalesce((o.settings->>'requireTotp')::boolean, false) as requires_totp, u.totp_confirmed_at is not null as has_totp,
       coalesce((select jsonb_agg(jsonb_build_object('role', p.role, 'permission', p.permission, 'granted', p.granted))
                 from role_permissions p where p.organization_id = o.organization_id and p.role = u.role), '[]') as overrides
     from logins l
       join users u on u.id = l.user_id and u.deleted_at is null
       join organizations o on o.organization_id = l.organization_id
     where l.id = $1 and l.ended_at is null`,
    [loginId],
  );
}

export type LoginRow = { id: string; address: string; userAgent: string; createdAt: Date; lastUsedAt: Date };

export async function listLogins(tx: Tx, userId: string): Promise<LoginRow[]> {
  return tx.query<LoginRow>(
    'select id, address, user_agent, created_at, last_used_at from logins where user_id = $1 and ended_at is null order by id desc',
    [userId],
  );
}

export type EndReason = 'logout' | 'password_changed' | 'password_reset' | 'user_deleted' | 'token_reused' | 'totp_removed' | 'revoked';

/** Ends one sign-in of this user; false when there is none. */
export async function endLogin(tx: Tx, userId: string, loginId: string, reason: EndReason): Promise<boolean> {
  return (
    (await tx.execute('update logins set ended_at = now(), end_reason = $3 where id = $2 and user_id = $1 and ended_at is null', [
      userId,
      loginId,
      reason,
    ])) === 1
  );
}

/** Ends every sign-in of a user, or every one but the caller's own. */
export async function endLogins(tx: Tx, userId: string, reason: EndReason, exceptLoginId: string | null = null): Promise<void> {
  await tx.execute(
    'update logins set ended_at = now(), end_reason = $2 where user_id = $1 and ended_at is null and id is distinct from $3',
    [userId, reason, exceptLoginId],
  );
}

export type LoginOwnerRow = { loginId: string; organizationId: string; userId: string; name: string };

/** The living sign-in that an access token names. */
export async function findLoginOwner(tx: Tx, loginId: string): Promise<LoginOwnerRow | null> {
  return tx.maybe<LoginOwnerRow>(
    `select l.id as login_id, l.organization_id, u.id as user_id, u.name
     from logins l join users u on u.id = l.user_id and u.deleted_at is null where l.id = $1 and l.ended_at is null`,
    [loginId],
  );
}

/** The living sign-in that a refresh token belongs to, used or not. */
export async function findLoginOwnerByRefreshToken(tx: Tx, tokenHash: Buffer): Promise<LoginOwnerRow | null> {
  return tx.maybe<LoginOwnerRow>(
    `select l.id as login_id, l.organization_id, u.id as user_id, u.name
     from refresh_tokens t join logins l on l.id = t.login_id and l.ended_at is null join users u on u.id = l.user_id and u.deleted_at is null
     where t.token_hash = $1`,
    [tokenHash],
  );
}

export type RefreshRow = {
  loginId: string;
  organizationId: string;
  userId: string;
  expiresAt: Date;
  rotatedAt: Date | null;
  successor: string | null;
  endedAt: Date | null;
  deletedAt: Date | null;
  /** Seconds since it was exchanged, on the database's clock. */
  rotatedAgo: number | null;
  expired: boolean;
};

/** Locks the token, so that of two exchanges at once the second sees what the first did. */
export async function findRefreshToken(tx: Tx, tokenHash: Buffer): Promise<RefreshRow | null> {
  return tx.maybe<RefreshRow>(
    `select t.login_id, t.organization_id, l.user_id, t.expires_at, t.rotated_at, t.successor, l.ended_at, u.deleted_at,
       extract(epoch from clock_timestamp() - t.rotated_at)::float8 as rotated_ago, t.expires_at <= now() as expired
     from refresh_tokens t join logins l on l.id = t.login_id join users u on u.id = l.user_id
     where t.token_hash = $1 for update of t`,
    [tokenHash],
  );
}

export async function insertRefreshToken(
  tx: Tx,
  token: { hash: Buffer; organizationId: string; loginId: string; days: number },
): Promise<void> {
  await tx.execute(
    'insert into refresh_tokens (token_hash, organization_id, login_id, expires_at) values ($1, $2, $3, now() + make_interval(days => $4))',
    [token.hash, token.organizationId, token.loginId, token.days],
  );
}

export async function markRotated(tx: Tx, tokenHash: Buffer, successor: string): Promise<void> {
  await tx.execute('update refresh_tokens set rotated_at = clock_timestamp(), successor = $2 where token_hash = $1', [
    tokenHash,
    successor,
  ]);
  await tx.execute('update logins set last_used_at = now() from refresh_tokens t where t.token_hash = $1 and logins.id = t.login_id', [
    tokenHash,
  ]);
}

export async function storeTotpSecret(tx: Tx, userId: string, sealed: string): Promise<void> {
  await tx.execute('update users set totp_secret = $2, totp_confirmed_at = null, totp_last_step = null, updated_at = now() where id = $1', [
    userId,
    sealed,
  ]);
}

export async function confirmTotp(tx: Tx, userId: string, step: number): Promise<void> {
  await tx.execute('update users set totp_confirmed_at = now(), totp_last_step = $2, updated_at = now() where id = $1', [userId, step]);
}

/** False when this code, or a later one, was used before: two sign-ins at once cannot share a code. */
export async function useTotpStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  return (
    (await tx.execute('update users set totp_last_step = $2 where id = $1 and (totp_last_step is null or totp_last_step < $2)', [
      userId,
      step,
    ])) === 1
  );
}

export async function removeTotp(tx: Tx, userId: string): Promise<void> {
  await tx.execute(
    'update users set totp_secret = null, totp_confirmed_at = null, totp_last_step = null, updated_at = now() where id = $1',
    [userId],
  );
  await tx.execute('delete from recovery_codes where user_id = $1', [userId]);
}

export async function replaceRecoveryCodes(tx: Tx, userId: string, hashes: string[]): Promise<void> {
  await tx.execute('delete from recovery_codes where user_id = $1', [userId]);
  await tx.execute('insert into recovery_codes (user_id, code_hash) select $1, unnest($2::text[])', [userId, hashes]);
}

/** True when the code was there and unused; it is used from now on. */
export async function useRecoveryCode(tx: Tx, userId: string, hash: string): Promise<boolean> {
  return (
    (await tx.execute('update recovery_codes set used_at = now() where user_id = $1 and code_hash = $2 and used_at is null', [
      userId,
      hash,
    ])) === 1
  );
}

export type SigningKeyRow = { id: string; sealed: string; ageDays: number };

/** Newest first. */
export async function listSigningKeys(tx: Tx): Promise<SigningKeyRow[]> {
  return tx.query<SigningKeyRow>(
    `select id, sealed, (extract(epoch from now() - created_at) / 86400)::float8 as age_days from signing_keys order by created_at desc, id desc`,
  );
}

export async function insertSigningKey(tx: Tx, { id, sealed }: { id: string; sealed: string }): Promise<void> {
  await tx.execute('insert into signing_keys (id, sealed) values ($1, $2)', [id, sealed]);
}

export async function lockSigningKeys(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('signing keys'))`);
}

/** Takes away the keys that no living token can carry any more. */
export async function deleteSigningKeysOlderThan(tx: Tx, days: number): Promise<void> {
  await tx.execute('delete from signing_keys where created_at < now() - make_interval(days => $1)', [days]);
}
