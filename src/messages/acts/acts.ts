import type { z } from 'zod';
import { channelTraits } from '../../channels/channels.ts';
import type { Capability } from '../../channels/channels.ts';
import { findClient } from '../../clients/clients.ts';
import type { ClientRow } from '../../clients/clients.ts';
import type { Publish } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { AppError, conflict, notFound, notSupported, unprocessable } from '../../platform/http/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { SessionCall, Sessions } from '../../sessions/sessions.ts';
import { markConversationRead } from '../conversations/conversations.sql.ts';
import { knownConversation } from '../conversations/conversations.ts';
import { showConversation } from '../conversations/show-conversation.ts';
import { findMessage, lockMessage } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import type { Edit, OwnReaction } from '../messages.schema.ts';
import { applyEdit, applyRevoke } from '../receiving/changes.ts';
import { applyReaction } from '../receiving/reactions.ts';
import { showMessage } from '../show.ts';
import { newestInbound, updateStarred } from './acts.sql.ts';

export type ActDeps = { db: Db; log: Log; clock: Clock; publish: Publish; perform: Sessions['perform'] };
/** What these calls share: none runs in a transaction, since each asks the living session. */
type LiveCall = { caller: Caller; params: { id: string }; credential: string; address: string };
type Named = MessageRow & { providerId: string };

/** Changes what a message that was sent says. */
export async function editMessage(deps: ActDeps, call: LiveCall & { body: z.output<typeof Edit> }) {
  const { text } = call.body;
  const message = await targetOf(deps, call, 'edit');
  if (message.direction !== 'outbound' || message.type !== 'text' || message.revokedAt)
    throw unprocessable([{ path: 'id', message: 'Only a text that you sent can be edited.' }], 'messages.not_editable');
  await ask(deps, call, message.clientId, 'editMessage', { ...refOf(message), text });
  const change = { content: { type: 'text' as const, text }, at: deps.clock.now().toISOString() };
  return write(deps, call, (tx, locked) => applyEdit(tx, deps.publish, locked, change));
}

/** Takes a message back for everyone. */
export async function revokeMessage(deps: ActDeps, call: LiveCall) {
  const message = await targetOf(deps, call, 'revoke');
  if (message.direction !== 'outbound')
    throw unprocessable([{ path: 'id', message: 'Only what you sent can be taken back.' }], 'messages.not_revocable');
  if (!message.revokedAt) await ask(deps, call, message.clientId, 'revokeMessage', refOf(message));
  return write(deps, call, (tx, locked) => applyRevoke(tx, deps.publish, locked, deps.clock.now().toISOString()));
}

/** Reacts as this number; an empty emoji takes the reaction back. */
export async function reactToMessage(deps: ActDeps, call: LiveCall & { body: z.output<typeof OwnReaction> | { emoji: '' } }) {
  const { emoji } = call.body;
  const message = await targetOf(deps, call, 'react');
  const from = message.direction === 'outbound' ? message.sender : await ownNumber(deps, call, message.clientId);
  await ask(deps, call, message.clientId, 'reactToMessage', { ...refOf(message), emoji });
  return write(deps, call, (tx, locked) => applyReaction(tx, deps.publish, locked, { from, emoji, at: deps.clock.now().toISOString() }));
}

export async function starMessage(deps: ActDeps, call: LiveCall, starred: boolean) {
  const message = await targetOf(deps, call, 'star');
  await ask(deps, call, message.clientId, 'starMessage', { ...refOf(message), starred });
  return write(deps, call, (tx, locked) => updateStarred(tx, locked.id, starred));
}

/** Nothing is unread any more; the other side is told when the number is connected. */
export async function readConversation(deps: ActDeps, call: LiveCall) {
  const { chatId, clientId, shown, upTo } = await inOrganization(deps, call, async (tx) => {
    const before = await knownConversation(tx, call.params.id);
    const newest = before.unread > 0 ? await newestInbound(tx, before.id) : null;
    await markConversationRead(tx, before.id, before.unread);
    return { chatId: before.chatId, clientId: before.clientId, upTo: newest, shown: await showConversation(tx, { ...before, unread: 0 }) };
  });
  if (upTo !== null && (await can(deps, call, clientId, 'mark_read')))
    await ask(deps, call, clientId, 'markRead', { chatId, upTo }).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      deps.log.debug({ err: error, clientId }, 'the other side was not told that messages were read');
    });
  return shown;
}

/** Shows the person that somebody writes; WhatsApp forgets it after some seconds. */
export async function showTyping(deps: ActDeps, call: LiveCall & { body: { state: 'typing' | 'recording' | 'idle' } }): Promise<void> {
  const { chatId, clientId } = await inOrganization(deps, call, (tx) => knownConversation(tx, call.params.id));
  await ensure(deps, call, clientId, 'show_state');
  await ask(deps, call, clientId, 'showState', { chatId, state: call.body.state });
}

const refOf = ({ chatId, providerId }: Named) => ({ chatId, providerId });

async function targetOf(deps: ActDeps, call: LiveCall, capability: Capability): Promise<Named> {
  const message = await inOrganization(deps, call, (tx) => findMessage(tx, call.params.id));
  if (!message) throw notFound('messages');
  await ensure(deps, call, message.clientId, capability);
  const { providerId } = message;
  if (providerId === null) throw conflict('messages.not_sent_yet', `WhatsApp does not have this message: it is ${message.status}.`);
  return { ...message, providerId };
}

async function ensure(deps: ActDeps, call: LiveCall, clientId: string, capability: Capability): Promise<void> {
  if (!(await can(deps, call, clientId, capability)))
    throw notSupported('channels.not_supported', `The channel of this number cannot do this: ${capability}.`);
}

async function can(deps: ActDeps, call: LiveCall, clientId: string, capability: Capability): Promise<boolean> {
  return channelTraits((await clientOf(deps, call, clientId)).channel).capabilities.has(capability);
}

async function ownNumber(deps: ActDeps, call: LiveCall, clientId: string): Promise<string | null> {
  return (await clientOf(deps, call, clientId)).phoneNumber;
}

async function clientOf(deps: ActDeps, call: LiveCall, clientId: string): Promise<ClientRow> {
  const client = await inOrganization(deps, call, (tx) => findClient(tx, clientId));
  if (!client) throw notFound('clients');
  return client;
}

function ask({ perform }: ActDeps, { caller, credential, address }: LiveCall, clientId: string, name: SessionCall['name'], input: object) {
  return perform({ caller, clientId, name, input, credential, address });
}

async function write(deps: ActDeps, call: LiveCall, work: (tx: Tx, message: MessageRow) => Promise<void>) {
  return inOrganization(deps, call, async (tx) => {
    const message = await lockMessage(tx, call.params.id);
    if (!message) throw notFound('messages');
    await work(tx, message);
    return showMessage((await findMessage(tx, message.id)) ?? message);
  });
}

function inOrganization<T>({ db }: ActDeps, { caller }: LiveCall, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.inOrganization(caller.organizationId, work, { clientIds: caller.clientIds });
}
