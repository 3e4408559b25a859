import { makeOperatorLink } from './access/team/operator-reset.ts';
import { runForOperator } from './operator.ts';

const USAGE = 'Usage: npm run user:reset-link -- <e-mail address> [--remove-totp]\n';

// `npm run user:reset-link`: a way back in for somebody who forgot the password where no mail is sent, and with --remove-totp
// for somebody who has lost the second factor too. The password stays as it is until the link is followed.
await runForOperator(async ({ db, config }, args) => {
  const removeTotp = args.includes('--remove-totp');
  const [email, ...rest] = args.filter((arg) => arg !== '--remove-totp');
  if (email === undefined || email.startsWith('-') || rest.length > 0) {
    process.stderr.write(USAGE);
    return 1;
  }
  const made = await makeOperatorLink(db, config.publicUrl, { email, removeTotp });
  if (!made) {
    process.stderr.write(`Nobody signs in with ${email}.\n`);
    return 1;
  }
  process.stdout.write(`${made.link}\nIt works once, until ${made.expiresAt.toISOString()}.\n`);
  return 0;
});
