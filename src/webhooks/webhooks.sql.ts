import type { Tx } from '../platform/db/db.ts';

export type RetryPolicy = 'default' | 'standard' | 'custom';
export type WebhookRow = {
  id: string;
  organizationId: string;
  url: string;
  description: string | null;
  events: string[];
  clientIds: string[] | null;
  headers: string | null;
  headerNames: string[];
  retryPolicy: RetryPolicy;
  retryDelays: number[] | null;
  ordered: boolean;
  maxInFlight: number;
  secret: string;
  previousSecret: string | null;
  previousUntil: Date | null;
  state: 'active' | 'disabled';
  disabledReason: 'by_person' | 'failing' | 'gone' | null;
  disabledAt: Date | null;
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

// A previous secret whose time is over is none.
const WEBHOOK = `id, organization_id, url, description, events, client_ids, headers, header_names, retry_policy, retry_delays, ordered, max_in_flight,
  secret, case when previous_until > now() then previous_secret end as previous_secret,
  case when previous_until > now() then previous_until end as previous_until, state, disabled_reason, disabled_at, failing_since, created_at, updated_at`;
/** Whoever may use some clients only knows the endpoints that hear of no others. */
const VISIBLE = `($1::uuid[] is null or client_ids <@ $1)`;

type ClientIds = readonly string[] | null;

export type WebhookValues = Pick<
  WebhookRow,
  'url' | 'description' | 'events' | 'clientIds' | 'headers' | 'headerNames' | 'retryPolicy' | 'retryDelays' | 'ordered' | 'maxInFlight'
>;

const valuesOf = (values: WebhookValues) => [
  values.url,
  values.description,
  values.events,
  values.clientIds,
  values.headers,
  values.headerNames,
  values.retryPolicy,
  values.retryDelays,
  values.ordered,
  values.maxInFlight,
];

export async function insertWebhook(tx: Tx, id: string, secret: string, values: WebhookValues): Promise<WebhookRow> {
  return tx.one<WebhookRow>(
    `insert into webhooks (id, secret, url, description, events, client_ids, headers, header_names, retry_policy, retry_delays, ordered, max_in_flight)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${WEBHOOK}`,
    [id, secret, ...valuesOf(values)],
  );
}

export async function countWebhooks(tx: Tx): Promise<number> {
  return (await tx.one<{ count: number }>('select count(*) from webhooks')).count;
}

export async function findWebhook(tx: Tx, clientIds: ClientIds, id: string): Promise<WebhookRow | null> {
  return tx.maybe<WebhookRow>(`select ${WEBHOOK} from webhooks where ${VISIBLE} and id = $2`, [clientIds, id]);
}

export async function lockWebhook(tx: Tx, clientIds: ClientIds, id: string): Promise<WebhookRow | null> {
  return tx.maybe<WebhookRow>(`select ${WEBHOOK} from webhooks where ${VISIBLE} and id = $2 for no key update`, [clientIds, id]);
}

type Listing = { clientIds: ClientIds; limit: number; before: string | null; state: string | null };

export async function listWebhooks(tx: Tx, { clientIds, limit, before, state }: Listing): Promise<WebhookRow[]> {
  return tx.query<WebhookRow>(
    `select ${WEBHOOK} from webhooks where ${VISIBLE} and ($2::uuid is null or id < $2) and ($3::text is null or state = $3) order by id desc limit $4`,
    [clientIds, before, state, limit + 1],
  );
}

/** A new address begins without the failures of the old one. */
export async function updateWebhook(tx: Tx, id: string, values: WebhookValues): Promise<WebhookRow> {
  return tx.one<WebhookRow>(
    `update webhooks set failing_since = case when url = $2 then failing_since end, url = $2, description = $3, events = $4, client_ids = $5,
       headers = $6, header_names = $7, retry_policy = $8, retry_delays = $9, ordered = $10, max_in_flight = $11, updated_at = now()
     where id = $1 returning ${WEBHOOK}`,
    [id, ...valuesOf(values)],
  );
}

export async function markActive(tx: Tx, id: string): Promise<WebhookRow> {
  return tx.one<WebhookRow>(
    `update webhooks set state = 'active', disabled_reason = null, disabled_at = null, failing_since = null, updated_at = now()
     where id = $1 returning ${WEBHOOK}`,
    [id],
  );
}

/** Null when it was disabled before. */
export async function markDisabled(tx: Tx, id: string, reason: NonNullable<WebhookRow['disabledReason']>): Promise<WebhookRow | null> {
  return tx.maybe<WebhookRow>(
    `update webhooks set state = 'disabled', disabled_reason = $2, disabled_at = now(), updated_at = now()
     where id = $1 and state = 'active' returning ${WEBHOOK}`,
    [id, reason],
  );
}

/** The old secret goes on signing beside the new one for so long. */
export async function updateSecret(tx: Tx, id: string, secret: string, overlapSeconds: number): Promise<WebhookRow> {
  return tx.one<WebhookRow>(
    `update webhooks set previous_secret = secret, previous_until = now() + make_interval(secs => $3), secret = $2, updated_at = now()
     where id = $1 returning ${WEBHOOK}`,
    [id, secret, overlapSeconds],
  );
}

export async function deleteWebhook(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from webhooks where id = $1', [id]);
}

/** From the first failure on; whether that is longer ago than an endpoint may fail. */
export async function markFailing(tx: Tx, id: string, days: number): Promise<{ overdue: boolean } | null> {
  const known = await tx.maybe<{ failing: boolean; overdue: boolean }>(
    `select failing_since is not null as failing, coalesce(failing_since <= now() - make_interval(days => $2), false) as overdue
     from webhooks where id = $1`,
    [id, days],
  );
  if (known && !known.failing) await tx.execute('update webhooks set failing_since = now() where id = $1 and failing_since is null', [id]);
  return known;
}
