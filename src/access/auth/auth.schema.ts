import { z } from 'zod';
import { Email, Organization, Password, PersonName, Time, Timezone, User } from '../access.schema.ts';

export const SetupState = z.object({
  needsSetup: z.boolean(),
  setupCodeRequired: z.boolean(),
  registration: z.enum(['first', 'open', 'invite']),
  /** Where the dashboard is to be opened. */
  publicUrl: z.url(),
});

export const Registration = z.strictObject({
  organizationName: PersonName,
  name: PersonName,
  email: Email,
  password: Password,
  timezone: Timezone.default('UTC'),
  setupCode: z.string().max(100).optional(),
});

export const Credentials = z.strictObject({ email: Email, password: Password, totp: z.string().trim().max(40).optional() });

export const SignedIn = z.object({ accessToken: z.string(), expiresIn: z.int(), user: User }).meta({ id: 'SignedIn' });
export const Registered = SignedIn.extend({ organization: Organization }).meta({ id: 'Registered' });

export const Me = z
  .object({
    user: User.nullable(),
    organization: Organization,
    permissions: z.array(z.string()),
    apiKey: z.object({ id: z.uuid(), name: z.string() }).optional(),
    mustEnrolTotp: z.boolean(),
  })
  .meta({ id: 'Me' });

export const PasswordChange = z.strictObject({ currentPassword: Password, newPassword: Password });
/** The caller's own password once more. What is missing has a code of its own, so that a program knows to ask for it. */
export const PasswordProof = z.strictObject({ password: Password.optional() });
export const TotpCode = z.strictObject({ code: z.string().trim().max(40) });
export const TotpEnrolment = z.object({ secret: z.string(), uri: z.string(), image: z.string() }).meta({ id: 'TotpEnrolment' });
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' });

export const Login = z
  .object({ id: z.uuid(), address: z.string(), userAgent: z.string(), createdAt: Time, lastUsedAt: Time, current: z.boolean() })
  .meta({ id: 'Login' });
