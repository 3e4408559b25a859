import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { equalSecrets } from '../../platform/crypto/mac.ts';
import { violatedConstraint } from '../../platform/db/db-errors.ts';
import { actFor } from '../../platform/db/scope.ts';
import { isFromThisMachine } from '../../platform/http/loopback.ts';
import type { Call } from '../../platform/http/route.ts';
import { conflict, forbidden } from '../../platform/http/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { refuseWeakPassword } from '../password-policy.ts';
import { showOrganization, showUser } from '../shown.ts';
import { countOrganizations, insertFirstUser, insertOrganization, lockRegistration } from './auth.sql.ts';
import type { AuthDeps } from './auth.ts';
import type { Registration } from './auth.schema.ts';
import { openLogin } from './tokens.ts';

type PublicCall = Pick<Call, 'request' | 'address' | 'requestId' | 'headers'>;

/** What the sign-in page needs to know before anyone is signed in. */
export async function setupState({ db, config }: AuthDeps, { request }: PublicCall) {
  const needsSetup = (await db.asSystem('registration', countOrganizations)) === 0;
  const { registration, publicUrl } = config;
  return { needsSetup, setupCodeRequired: needsSetup && registration === 'first' && !isFromThisMachine(request), registration, publicUrl };
}

/** Creates the organisation and its owner in one transaction, and signs the owner in. */
export async function register(deps: AuthDeps, call: PublicCall & { body: z.output<typeof Registration> }) {
  const { db, passwords, config } = deps;
  const { organizationName, name, email, password, timezone, setupCode } = call.body;
  if (config.registration === 'invite') throw closed();
  await refuseWeakPassword(password);
  const passwordHash = await passwords.hash(password);
  const organizationId = uuidv7();
  const user = { id: uuidv7(), organizationId, name, email, role: 'admin' as const, isOwner: true, passwordHash };
  try {
    return await db.asSystem('registration', async (tx) => {
      if (config.registration === 'first') {
        await lockRegistration(tx);
        if ((await countOrganizations(tx)) > 0) throw closed();
        checkSetupCode(deps, call, setupCode);
      }
      const organization = await insertOrganization(tx, { id: organizationId, name: organizationName, timezone, plan: config.defaultPlan });
      const created = await insertFirstUser(tx, user);
      await actFor(tx, organizationId);
      const as = { type: 'user' as const, id: created.id, name };
      await recordAudit(
        tx,
        { ...call, caller: null },
        { action: 'organization.create', target: { type: 'organization', id: organizationId }, as },
      );
      const signedIn = await openLogin(deps, tx, call, created);
      return { ...signedIn, user: showUser(created), organization: showOrganization(organization) };
    });
  } catch (error) {
    if (violatedConstraint(error) === 'users_email')
      throw conflict('users.email_taken', 'Someone already signs in with this e-mail address.');
    throw error;
  }
}

const closed = () => forbidden('auth.registration_closed', 'Registration is closed here: ask an admin for an invitation.');

// Whoever sits on the machine itself could read the code's file anyway.
function checkSetupCode({ setupCode }: AuthDeps, { request }: PublicCall, given: string | undefined): void {
  if (isFromThisMachine(request) || equalSecrets(given ?? '', setupCode)) return;
  throw forbidden('auth.setup_code', 'The first registration needs the setup code that the server printed at its start.');
}
