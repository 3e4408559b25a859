import type { Mail } from '../../platform/mail.ts';
import type { Role } from '../permissions.ts';

const INVITATION_MINUTES = 7 * 24 * 60;
const RESET_MINUTES = 30;

type Invitation = { to: string; organizationName: string; role: Role; link: string };

export function invitationMail({ to, organizationName, role, link }: Invitation): Mail {
  const text = [
    `You are invited to join ${organizationName} on Waxwing as ${role}.`,
    `Follow this link within 7 days to choose your password:`,
    link,
    `If you did not expect this, there is nothing you have to do.`,
  ].join('\n\n');
  return { to, subject: `Invitation to ${organizationName}`, text, minutes: INVITATION_MINUTES };
}

export function resetMail({ to, link }: { to: string; link: string }): Mail {
  const text = [
    `Somebody, hopefully you, asked for a new password for your account on Waxwing.`,
    `Follow this link within 30 minutes to choose it; the link works once:`,
    link,
    `If it was not you, there is nothing you have to do: without this link nothing changes.`,
  ].join('\n\n');
  return { to, subject: 'A new password for Waxwing', text, minutes: RESET_MINUTES };
}
