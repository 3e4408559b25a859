import { z } from 'zod';
import { ROLES } from './permissions.ts';

export const Role = z.enum(ROLES);
/** One line: no control characters, and none that turn the direction of the text around. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line of plain text');
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .pipe(z.email({ error: 'This is not an e-mail address.' }));
/** Checked against the policy where it is set; here only that it is text of a sane length. */
export const Password = z.string().min(1).max(1000);
export const Timezone = z.string().refine((zone) => isTimezone(zone), { error: 'This is not an IANA time zone such as Europe/Berlin.' });
export const Time = z.iso.datetime();

export const Plan = z.enum(['free', 'pro', 'enterprise']);

export const User = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    isOwner: z.boolean(),
    totpEnabled: z.boolean(),
    createdAt: Time,
    deletedAt: Time.nullable(),
  })
  .meta({ id: 'User' });

export const Organization = z
  .object({
    id: z.uuid(),
    name: z.string(),
    timezone: z.string(),
    plan: Plan,
    settings: z.record(z.string(), z.unknown()),
    createdAt: Time,
  })
  .meta({ id: 'Organization' });

function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
