import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';

/** A number as people write it, with or without plus, spaces and dashes; what comes out is E.164. Its length must be possible for its country. */
export const PhoneNumber = z
  .string()
  .max(64)
  .transform((written, context): string => {
    const digits = written.replaceAll(/[\s().+-]/g, '');
    const number = /^\d{5,15}$/.test(digits) ? parsePhoneNumberFromString(`+${digits}`) : undefined;
    if (number?.isPossible()) return number.number;
    context.addIssue({ code: 'custom', message: 'This is not a possible phone number; write it with its country code, as +15551230001.' });
    return z.NEVER;
  });
