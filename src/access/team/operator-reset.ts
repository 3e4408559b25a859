import type { Db, Tx } from '../../platform/db/db.ts';
import { actFor } from '../../platform/db/scope.ts';
import { OPERATOR, recordAudit } from '../audit/record.ts';
import type { Changes } from '../audit/record.ts';
import { endLogins, findUserByEmail, removeTotp } from '../auth/auth.sql.ts';
import type { UserRow } from '../auth/auth.sql.ts';
import { newResetLink } from './resets.ts';
import { lockPeople } from './users.sql.ts';

type Asked = { email: string; removeTotp: boolean };

/** For somebody whom nobody else can let in again, such as an owner where no mail is sent; null when nobody has the address. */
export async function makeOperatorLink(db: Db, publicUrl: string, asked: Asked): Promise<{ link: string; expiresAt: Date } | null> {
  return db.asSystem('operator reset link', async (tx) => {
    const user = await findUserByEmail(tx, asked.email.trim().toLowerCase());
    if (!user) return null;
    await actFor(tx, user.organizationId);
    await lockPeople(tx, [user.id]);
    const target = { type: 'user', id: user.id };
    const changes = { password: {}, ...(asked.removeTotp ? await withoutSecondFactor(tx, user) : {}) };
    await recordAudit(tx, { caller: null, address: '', requestId: '' }, { action: 'users.reset_link', target, changes, as: OPERATOR });
    return newResetLink(tx, user.id, publicUrl);
  });
}

async function withoutSecondFactor(tx: Tx, { id, totpConfirmedAt }: Pick<UserRow, 'id' | 'totpConfirmedAt'>): Promise<Changes> {
  if (!totpConfirmedAt) return {};
  await removeTotp(tx, id);
  await endLogins(tx, id, 'totp_removed');
  return { totp: { from: 'enabled', to: 'disabled' } };
}
