import { listAdminEmails } from '../access/access.ts';
import type { Publish } from '../events/events.ts';
import type { Tx } from '../platform/db/db.ts';
import type { Outbox } from '../platform/mail.ts';
import { skipPending } from './delivery/queue.sql.ts';
import { showWebhook } from './shown.ts';
import { markDisabled } from './webhooks.sql.ts';
import type { WebhookRow } from './webhooks.sql.ts';

export type DisableWebhook = (tx: Tx, id: string, reason: 'failing' | 'gone') => Promise<void>;

const MAIL_MINUTES = 3 * 24 * 60;

/** Switches an endpoint off by itself: told by an event, to the dashboard, and to the admins by mail where there is mail. */
export function createDisable({
  publish,
  outbox,
  publicUrl,
}: {
  publish: Publish;
  outbox: Outbox | null;
  publicUrl: string;
}): DisableWebhook {
  return async function disable(tx, id, reason) {
    const row = await markDisabled(tx, id, reason);
    if (!row) return;
    await skipPending(tx, id);
    await publish(tx, { type: 'webhook.disabled', data: { webhook: showWebhook(row), reason } });
    if (!outbox) return;
    const mail = disabledMail(row, reason, publicUrl);
    for (const to of await listAdminEmails(tx)) await outbox.queue(tx, { to, ...mail, minutes: MAIL_MINUTES });
  };
}

function disabledMail({ id, url }: WebhookRow, reason: 'failing' | 'gone', publicUrl: string): { subject: string; text: string } {
  const { host } = new URL(url);
  const why =
    reason === 'gone'
      ? 'It answered 410 Gone, which says that it wants no more.'
      : 'Nothing that was sent to it has arrived for several days.';
  const text = [
    `Waxwing no longer sends events to the webhook at ${host}.`,
    why,
    `Look at what it answered, switch it on again, and send what it missed:`,
    `${publicUrl}/webhooks/${id}`,
  ].join('\n\n');
  return { subject: `Webhook to ${host} was switched off`, text };
}
