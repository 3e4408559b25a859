import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { conflict, notFound, unprocessable } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import { keyPrefix, makeApiKey, makeSecret } from '../api-key-format.ts';
import { changesBetween, namesOnly, recordAudit } from '../audit/record.ts';
import type { Changes } from '../audit/record.ts';
import type { PasswordHasher } from '../password-hash.ts';
import { readRange } from './address-ranges.ts';
import type { AuthDeps } from '../auth/auth.ts';
import { ceilingOf, effectivePermissions, refuseBeyond } from './ceiling.ts';
import type { Powers } from './ceiling.ts';
import { findKey, insertKey, listKeyRows, lockKey, markKeyRevoked, replaceSecret, updateKey } from './keys.sql.ts';
import type { KeyRow, KeySettings, OwnedKeyRow } from './keys.sql.ts';
import type { ChangedApiKey, ListApiKeys, NewApiKey, Rotation, UsageQuery } from './keys.schema.ts';
import type { KeyUsage } from './usage.ts';
import { listUsage } from './usage.sql.ts';

export type KeyDeps = { passwords: Pick<PasswordHasher, 'hash'>; clock: Clock; usage: Pick<KeyUsage, 'flush'> } & Pick<
  AuthDeps,
  'knowsClients'
>;
/** What a route's call knows of who acts, from where and in which transaction. */
export type Acting = { tx: Tx; caller: Caller; address: string; requestId: string };
/** A secret and its hash, made before the transaction because hashing is slow. */
export type Prepared = { prepared: { secret: string; hash: string } };

type ById = { params: { id: string } };
type Restrictions = Omit<KeySettings, 'name'>;

const DAY_MS = 86_400_000;
const DEFAULT_USAGE_DAYS = 7;
const MOST_USAGE_DAYS = { hour: 31, day: 400 };

export async function prepareSecret({ passwords }: KeyDeps): Promise<Prepared['prepared']> {
  const secret = makeSecret();
  return { secret, hash: await passwords.hash(secret) };
}

/** Makes a key and gives it out, this once. What is left out of its restrictions it has from whoever makes it. */
export async function createKey({ clock, knowsClients }: KeyDeps, call: Acting & Prepared & { body: z.output<typeof NewApiKey> }) {
  const { tx, body, prepared } = call;
  const ceiling = await ceilingOf(tx, call.caller);
  const { scopes, clientIds, addresses, expiresAt } = body;
  const own: Restrictions = { ...ceiling, clientIds: ceiling.clientIds && [...ceiling.clientIds] };
  const given = { scopes: scopes ?? undefined, clientIds: clientIds ?? undefined, addresses: addresses ?? undefined };
  const wanted = asked(clock, { ...given, expiresAt: expiresAt ?? undefined }, own);
  refuseBeyond(ceiling, null, { ...wanted, permissions: new Set(scopes) });
  if (!(await allExist(knowsClients, tx, clientIds))) throw unknownClients();
  const { id: keyId, checksum, text } = makeApiKey({ secret: prepared.secret });
  const secret = { hash: prepared.hash, checksum };
  const key = await insertKey(tx, { id: uuidv7(), name: body.name, ...wanted, keyId, secret, createdBy: ceiling.userId });
  await record(call, 'apiKeys.create', key.id, settingsChanged(WITHOUT_RESTRICTIONS, wanted));
  return { ...shown(key), key: text };
}

/** Newest first. */
export async function listKeys({ tx, query }: { tx: Tx; query: z.output<typeof ListApiKeys> }) {
  const revoked = query.revoked === undefined ? null : query.revoked === 'true';
  const rows = await listKeyRows(tx, { limit: query.limit, before: readIdCursor(query.cursor), revoked });
  const { data, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
  return { data: data.map(shown), nextCursor };
}

export async function getKey({ tx, params }: { tx: Tx } & ById) {
  return shown(found(await findKey(tx, params.id)));
}

/** What is left out stays, null takes a restriction away; it counts from the key's next request on. */
export async function changeKey({ clock, knowsClients }: KeyDeps, call: Acting & ById & { body: z.output<typeof ChangedApiKey> }) {
  const { tx, body } = call;
  // Clients first, then keys: a client that is deleted is taken out of its keys in this order too.
  const clientsExist = await allExist(knowsClients, tx, body.clientIds);
  const before = found(await lockKey(tx, call.params.id));
  refuseRevoked(before);
  const ceiling = await ceilingOf(tx, call.caller);
  const wanted = asked(clock, body, before);
  const name = body.name ?? before.name;
  const changes = { ...namesOnly(name === before.name ? [] : ['name']), ...settingsChanged(before, wanted) };
  if (Object.keys(changes).length === 0) return shown(before);
  refuseBeyond(ceiling, powersOf(before), powersOf({ ...before, ...wanted }));
  if (!clientsExist) throw unknownClients();
  const after = await updateKey(tx, before.id, { name, ...wanted });
  await record(call, 'apiKeys.update', after.id, changes);
  return shown(after);
}

/** Ends the key at once and for good. */
export async function revokeKey(call: Acting & ById): Promise<void> {
  const { id } = found(await lockKey(call.tx, call.params.id));
  if (await markKeyRevoked(call.tx, id)) await record(call, 'apiKeys.revoke', id, { state: { from: 'active', to: 'revoked' } });
}

/** A new secret for the same key; the one before goes on for the overlap, so that programs can change over without a gap. */
export async function rotateKey({ clock }: KeyDeps, call: Acting & Prepared & ById & { body: z.output<typeof Rotation> }) {
  const { tx, prepared } = call;
  const { overlapSeconds } = call.body;
  const before = found(await lockKey(tx, call.params.id));
  refuseRevoked(before);
  if (before.expiresAt && before.expiresAt <= clock.now()) throw conflict('apiKeys.expired', 'This key has expired: change its end first.');
  refuseBeyond(await ceilingOf(tx, call.caller), null, powersOf(before));
  const { checksum, text } = makeApiKey({ id: before.keyId, secret: prepared.secret });
  const until = new Date(clock.now().getTime() + overlapSeconds * 1000);
  const after = await replaceSecret(tx, before.id, { hash: prepared.hash, checksum }, until);
  await record(call, 'apiKeys.rotate', after.id, { overlapSeconds: { to: overlapSeconds } });
  return { ...shown(after), key: text };
}

/** How often the key was used, by hour or day; what came in on another node within the last seconds is not counted yet. */
export async function keyUsage({ clock }: KeyDeps, { tx, params, query }: { tx: Tx; query: z.output<typeof UsageQuery> } & ById) {
  const { lastUsedAt, lastAddress } = found(await findKey(tx, params.id));
  const { interval } = query;
  const to = query.to === undefined ? clock.now() : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_USAGE_DAYS * DAY_MS) : new Date(query.from);
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (days < 0) throw unprocessable([{ path: 'from', message: 'It lies after `to`.' }]);
  if (days > MOST_USAGE_DAYS[interval])
    throw unprocessable([{ path: 'from', message: `By ${interval}, ask for ${MOST_USAGE_DAYS[interval]} days at most.` }]);
  const data = await listUsage(tx, { keyId: params.id, from, to, step: interval });
  const total = (field: 'requests' | 'failures') => data.reduce((sum, each) => sum + each[field], 0);
  return { from, to, interval, requests: total('requests'), failures: total('failures'), lastUsedAt, lastAddress, data };
}

/** The key as the API shows it: nothing of its secret. */
function shown({ id, keyId, name, scopes, clientIds, addresses, expiresAt, lastUsedAt, lastAddress, ...row }: KeyRow) {
  const { createdBy, createdAt, revokedAt, previousUntil } = row;
  return {
    id,
    name,
    prefix: keyPrefix(keyId),
    scopes,
    clientIds,
    addresses,
    expiresAt,
    lastUsedAt,
    lastAddress,
    createdBy,
    createdAt,
    revokedAt,
    previousUntil,
  };
}

const WITHOUT_RESTRICTIONS: Restrictions = { scopes: null, clientIds: null, addresses: null, expiresAt: null };

/** The restrictions asked for in the one form that is stored; those left out are the ones there were. */
function asked(clock: Clock, body: Omit<z.output<typeof ChangedApiKey>, 'name'>, before: Restrictions): Restrictions {
  const { scopes, clientIds, addresses, expiresAt } = body;
  const end = typeof expiresAt === 'string' ? new Date(expiresAt) : null;
  if (end && end <= clock.now()) throw unprocessable([{ path: 'expiresAt', message: 'This time is over.' }]);
  return {
    scopes: scopes === undefined ? before.scopes : scopes && unique(scopes),
    clientIds: clientIds === undefined ? before.clientIds : clientIds && unique(clientIds.map((id) => id.toLowerCase())),
    addresses: addresses === undefined ? before.addresses : addresses && unique(addresses.flatMap((text) => readRange(text) ?? [])),
    expiresAt: expiresAt === undefined ? before.expiresAt : end,
  };
}

async function allExist(knowsClients: KeyDeps['knowsClients'], tx: Tx, ids: readonly string[] | null | undefined): Promise<boolean> {
  return !ids || ids.length === 0 || knowsClients(tx, unique([...ids]));
}

const unknownClients = () => unprocessable([{ path: 'clientIds', message: 'Not all of these clients exist.' }]);

const unique = (values: string[]) => [...new Set(values)].sort();

const powersOf = (key: OwnedKeyRow): Powers => ({ ...key, permissions: effectivePermissions(key) });

function found(key: OwnedKeyRow | null): OwnedKeyRow {
  if (!key) throw notFound('apiKeys');
  return key;
}

function refuseRevoked({ revokedAt }: KeyRow): void {
  if (revokedAt) throw conflict('apiKeys.revoked', 'This key was revoked, which cannot be undone.');
}

/** Addresses may tell where people are, so of them only that they changed. */
function settingsChanged(before: Restrictions, { addresses, scopes, clientIds, expiresAt }: Restrictions): Changes {
  const names = Object.keys(changesBetween({ addresses: before.addresses }, { addresses }));
  return { ...changesBetween<Omit<Restrictions, 'addresses'>>(before, { scopes, clientIds, expiresAt }), ...namesOnly(names) };
}

async function record({ tx, ...actor }: Acting, action: string, id: string, changes: Changes): Promise<void> {
  await recordAudit(tx, actor, { action, target: { type: 'api_key', id }, changes });
}
