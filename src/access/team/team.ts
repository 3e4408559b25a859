import type { Background } from '../../platform/background.ts';
import type { Outbox } from '../../platform/mail.ts';
import type { AuthDeps } from '../auth/auth.ts';

/** What the team stands on; without an outbox no mail is sent and links are handed over by people. */
export type TeamDeps = AuthDeps & { outbox: Outbox | null; background: Background };
