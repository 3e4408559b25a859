import type { Tx } from '../../platform/db/db.ts';
import type { AppError } from '../../platform/http/errors.ts';
import { forbidden, notFound } from '../../platform/http/errors.ts';
import { findAnswerable, findStanding, lockForAdmission } from './consent.sql.ts';

/** Why something is sent. `reply` is a person's own answer inside a conversation that the contact opened. */
export type Purpose = 'reply' | 'message' | 'campaign' | 'automation' | 'consent_confirmation';

export type Admission = {
  contactId: string;
  clientId: string;
  purpose: Purpose;
  /** When a person who has the permission decided to reply nevertheless; says nothing against a STOP that came after it. */
  override?: Date | null | undefined;
};

/** The refusal's code; also why a message fails that was queued before its contact opted out. */
export const OPTED_OUT = 'messages.opted_out';

/**
 * Lets a message through or throws. To be called in the transaction that sends (or queues): until that ends nobody can opt out, and a
 * STOP that was committed before is seen. An override has to be audited by whoever accepts it.
 */
export async function admit(tx: Tx, { contactId, clientId, purpose, override }: Admission): Promise<void> {
  if (!(await lockForAdmission(tx, contactId))) throw notFound('contacts');
  const standing = await findStanding(tx, contactId, clientId);
  if (!standing) throw notFound('contacts');
  if (standing.blockedAt) throw forbidden('messages.contact_blocked', 'Your team has blocked this contact.');
  if (purpose === 'consent_confirmation') return admitConfirmation(tx, contactId, clientId);
  if (standing.consent !== 'opted_out') return;
  const { consentRecordedAt } = standing;
  const knowingly = purpose === 'reply' && override && consentRecordedAt !== null && consentRecordedAt < override;
  if (!knowingly) throw optedOut();
}

const optedOut = (): AppError => forbidden(OPTED_OUT, 'This contact has asked not to be written to.');

/** A confirmation answers the person's last word while that is fresh, and nothing else. */
async function admitConfirmation(tx: Tx, contactId: string, clientId: string): Promise<void> {
  if (!(await findAnswerable(tx, contactId, clientId))) throw optedOut();
}
