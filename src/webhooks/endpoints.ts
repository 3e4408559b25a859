import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { recordAudit } from '../access/access.ts';
import type { Tx } from '../platform/db/db.ts';
import { conflict, forbidden, notFound, unprocessable } from '../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../platform/http/lists.ts';
import type { OwnCall } from '../platform/http/route.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import { skipPending } from './delivery/queue.sql.ts';
import type { WebhookSecrets } from './secrets.ts';
import { showWebhook } from './shown.ts';
import type { ListWebhooks, NewWebhook, Rotation, WebhookChange } from './webhooks.schema.ts';
import {
  countWebhooks,
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  markActive,
  markDisabled,
  updateSecret,
  updateWebhook,
} from './webhooks.sql.ts';
import type { WebhookRow, WebhookValues } from './webhooks.sql.ts';

export type EndpointDeps = {
  outbound: Outbound;
  secrets: WebhookSecrets;
  knowsClients: (tx: Tx, ids: readonly string[]) => Promise<boolean>;
};

export type One = OwnCall & { params: { id: string } };

const MOST_WEBHOOKS = 200;

/** The secret is shown in this answer and never again. */
export async function createWebhook(deps: EndpointDeps, { tx, body, ...call }: OwnCall & { body: z.output<typeof NewWebhook> }) {
  await checkTarget(deps, tx, call, body);
  if ((await countWebhooks(tx)) >= MOST_WEBHOOKS) throw conflict('webhooks.too_many', `There are ${MOST_WEBHOOKS} endpoints already.`);
  const { secret, sealed } = await deps.secrets.make(tx);
  const row = await insertWebhook(tx, uuidv7(), sealed, { ...body, ...retryOf(body.retry), ...(await headersOf(deps, tx, body.headers)) });
  await audit(tx, call, 'webhooks.create', row.id, ['url', 'events']);
  return { ...showWebhook(row), secret };
}

export async function showWebhooks({ tx, query, caller }: OwnCall & { query: z.output<typeof ListWebhooks> }) {
  const { limit, cursor, state = null } = query;
  const rows = await listWebhooks(tx, { clientIds: caller.clientIds, limit, before: readIdCursor(cursor), state });
  const { data, nextCursor } = pageOf(rows, limit, ({ id }) => [id]);
  return { data: data.map(showWebhook), nextCursor };
}

export async function getWebhook({ tx, params, caller }: One) {
  return showWebhook(await knownWebhook(tx, caller.clientIds, params.id));
}

/** Takes effect with the next event; what is on its way already goes to the new address. */
export async function changeWebhook(deps: EndpointDeps, { tx, params, body, ...call }: One & { body: z.output<typeof WebhookChange> }) {
  const before = await lockedWebhook(tx, call.caller.clientIds, params.id);
  const { state, retry, headers, ...fields } = body;
  const changed: WebhookValues = {
    ...before,
    ...fields,
    ...(retry ? retryOf(retry) : {}),
    ...(headers ? await headersOf(deps, tx, headers) : {}),
  };
  await checkTarget(deps, tx, call, { url: changed.url, clientIds: changed.clientIds });
  const row = await updateWebhook(tx, before.id, changed);
  const moved = state === undefined || state === row.state ? row : await switchTo(tx, row.id, state);
  await audit(tx, call, 'webhooks.update', row.id, Object.keys(body));
  return showWebhook(moved);
}

async function switchTo(tx: Tx, id: string, state: WebhookRow['state']): Promise<WebhookRow> {
  if (state === 'active') return markActive(tx, id);
  const disabled = await markDisabled(tx, id, 'by_person');
  await skipPending(tx, id);
  if (!disabled) throw new Error('An endpoint that was locked changed its state');
  return disabled;
}

/** From now on both secrets sign, until the overlap is over. */
export async function rotateSecret(deps: EndpointDeps, { tx, params, body, ...call }: One & { body: z.output<typeof Rotation> }) {
  const before = await lockedWebhook(tx, call.caller.clientIds, params.id);
  const { secret, sealed } = await deps.secrets.make(tx);
  const { previousUntil } = await updateSecret(tx, before.id, sealed, body.overlapSeconds);
  await audit(tx, call, 'webhooks.rotate_secret', before.id, ['secret']);
  return { secret, previousSecretUntil: previousUntil };
}

/** With its history. */
export async function removeWebhook({ tx, params, ...call }: One): Promise<void> {
  const { id } = await lockedWebhook(tx, call.caller.clientIds, params.id);
  await deleteWebhook(tx, id);
  await audit(tx, call, 'webhooks.delete', id, []);
}

export async function knownWebhook(tx: Tx, clientIds: readonly string[] | null, id: string): Promise<WebhookRow> {
  const webhook = await findWebhook(tx, clientIds, id);
  if (!webhook) throw notFound('webhooks');
  return webhook;
}

/** For what sends something to it. */
export async function activeWebhook(tx: Tx, clientIds: readonly string[] | null, id: string): Promise<WebhookRow> {
  const webhook = await lockedWebhook(tx, clientIds, id);
  if (webhook.state === 'disabled') throw conflict('webhooks.disabled', 'This endpoint is switched off; switch it on first.');
  return webhook;
}

async function lockedWebhook(tx: Tx, clientIds: readonly string[] | null, id: string): Promise<WebhookRow> {
  const webhook = await lockWebhook(tx, clientIds, id);
  if (!webhook) throw notFound('webhooks');
  return webhook;
}

type Target = { url: string; clientIds: readonly string[] | null };

/** By its spelling only; where a name leads is checked whenever something is sent. */
async function checkTarget(
  { outbound, knowsClients }: EndpointDeps,
  tx: Tx,
  { caller }: Pick<OwnCall, 'caller'>,
  { url, clientIds }: Target,
) {
  outbound.checkUrl(url);
  const own = caller.clientIds;
  // Else somebody who may use one number would have the messages of all of them sent anywhere.
  if (own !== null && (clientIds === null || !clientIds.every((id) => own.includes(id))))
    throw forbidden('webhooks.restricted', 'Your credential is restricted to some clients: name some of them in clientIds.');
  if (clientIds !== null && !(await knowsClients(tx, clientIds)))
    throw unprocessable([{ path: 'clientIds', message: 'Not all of these clients exist.' }]);
}

function retryOf(retry: z.output<typeof NewWebhook>['retry']): Pick<WebhookValues, 'retryPolicy' | 'retryDelays'> {
  return { retryPolicy: retry.policy, retryDelays: retry.policy === 'custom' ? retry.delaysSeconds : null };
}

async function headersOf({ secrets }: EndpointDeps, tx: Tx, headers: Record<string, string>) {
  return { headers: await secrets.sealHeaders(tx, headers), headerNames: Object.keys(headers) };
}

// An address may hold a token, so the audit log holds the names of fields only.
function audit(tx: Tx, call: Omit<OwnCall, 'tx'>, action: string, id: string, fields: string[]): Promise<void> {
  return recordAudit(tx, call, {
    action,
    target: { type: 'webhook', id },
    changes: Object.fromEntries(fields.map((field) => [field, {}])),
  });
}
