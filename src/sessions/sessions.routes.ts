import { z } from 'zod';
import { credentialOf, recordAudit } from '../access/access.ts';
import type { Changes } from '../access/access.ts';
import { getClient } from '../clients/clients.ts';
import { Client } from '../clients/clients.schema.ts';
import type { Caller } from '../platform/http/caller.ts';
import { AppError, notFound } from '../platform/http/errors.ts';
import { Reply } from '../platform/http/reply.ts';
import { get, patch, post, put } from '../platform/http/route.ts';
import type { Route } from '../platform/http/route.ts';
import type { Request } from 'express';
import { perform, performForNode } from './calls.ts';
import type { CallDeps } from './calls.ts';
import { NODE_CALL_PATH } from './node-calls.ts';
import { operation, OPERATIONS } from './operations.ts';
import type { OperationName } from './operations.ts';
import {
  Arrived,
  clientParams,
  CreatedGroup,
  GroupChange,
  groupParams,
  Groups,
  InviteLink,
  JoinAnswer,
  JoinByLink,
  Joined,
  NewGroup,
  NodeCall,
  PairingCode,
  PairingRequest,
  ParticipantChange,
  People,
  Results,
  SandboxFaults,
  SandboxMessage,
  ScanRequest,
  SentCopies,
  SentQuery,
} from './sessions.schema.ts';

type AnyCall = {
  caller: Caller;
  params: { id: string };
  query?: object;
  body?: object;
  request: Request;
  address: string;
  requestId: string;
};

/** What needs the living session. These calls may go to another node, so none of them runs in a transaction. */
export function sessionRoutes(deps: CallDeps): Route[] {
  const ask =
    <T>(name: OperationName) =>
    async ({ caller, params: { id, ...params }, query, body, request, address, requestId }: AnyCall) => {
      const input = { ...query, ...body, ...params };
      const asked = perform(deps, { caller, clientId: id, name, input, credential: credentialOf(request) ?? '', address });
      const answer = 'groupId' in params ? await asked.catch(sayWhichIsMissing) : await asked;
      const { action } = operation(name);
      const entry = action && { action, target: { type: 'client', id }, changes: tellable(input) };
      if (entry) {
        const written = deps.db.inOrganization(caller.organizationId, (tx) => recordAudit(tx, { caller, address, requestId }, entry));
        await written.catch(sayItIsDone);
      }
      return answer as T;
    };
  const on = (name: OperationName, params: typeof clientParams | typeof groupParams = clientParams) =>
    ({ allow: OPERATIONS[name].allow, params, transaction: false }) as const;
  const groups = '/v1/clients/:id/groups';
  const sandbox = '/v1/clients/:id/sandbox';
  return [
    post(
      '/v1/clients/:id/pairing-code',
      { ...on('pairingCode'), summary: 'A code to type on the phone instead of a scan', body: PairingRequest, answer: PairingCode },
      ask('pairingCode'),
    ),
    get(
      '/v1/clients/:id/screenshot',
      { ...on('screenshot'), summary: 'What the browser shows', answer: z.string(), otherAnswers: ['image/png'] },
      async (call) => new Reply({ type: 'image/png', body: Buffer.from(await ask<string>('screenshot')(call), 'base64') }),
    ),

    get(groups, { ...on('listGroups'), summary: 'Groups of this number', answer: Groups }, ask('listGroups')),
    post(
      groups,
      { ...on('createGroup'), idempotent: true, summary: 'Create a group', body: NewGroup, answer: CreatedGroup, status: 201 },
      ask('createGroup'),
    ),
    post(`${groups}/join`, { ...on('joinGroup'), summary: 'Join by an invite link', body: JoinByLink, answer: Joined }, ask('joinGroup')),
    patch(
      `${groups}/:groupId`,
      { ...on('changeGroup', groupParams), summary: 'Change subject or description', body: GroupChange, answer: null },
      ask('changeGroup'),
    ),
    post(
      `${groups}/:groupId/participants`,
      { ...on('changeParticipants', groupParams), summary: 'Add, remove, promote or demote', body: ParticipantChange, answer: Results },
      ask('changeParticipants'),
    ),
    get(
      `${groups}/:groupId/invite-link`,
      { ...on('inviteLink', groupParams), summary: 'The invite link', answer: InviteLink },
      ask('inviteLink'),
    ),
    post(
      `${groups}/:groupId/invite-link`,
      { ...on('renewInviteLink', groupParams), summary: 'A new invite link; the old one stops working', answer: InviteLink },
      ask('renewInviteLink'),
    ),
    post(`${groups}/:groupId/leave`, { ...on('leaveGroup', groupParams), summary: 'Leave the group', answer: null }, ask('leaveGroup')),
    get(
      `${groups}/:groupId/join-requests`,
      { ...on('joinRequests', groupParams), summary: 'Who asks to join', answer: People },
      ask('joinRequests'),
    ),
    post(
      `${groups}/:groupId/join-requests`,
      { ...on('answerJoinRequests', groupParams), summary: 'Approve or reject', body: JoinAnswer, answer: Results },
      ask('answerJoinRequests'),
    ),

    post(
      `${sandbox}/scan`,
      { ...on('sandboxScan'), summary: 'Scan the code, as the phone would', body: ScanRequest, answer: Client },
      async (call) => {
        await ask('sandboxScan')(call);
        return deps.db.inOrganization(call.caller.organizationId, (tx) => getClient({ ...call, tx }));
      },
    ),
    post(
      `${sandbox}/messages`,
      {
        ...on('sandboxReceive'),
        idempotent: true,
        anyText: true,
        summary: 'Let a message arrive',
        body: SandboxMessage,
        answer: Arrived,
        status: 201,
      },
      ask('sandboxReceive'),
    ),
    get(
      `${sandbox}/sent`,
      { ...on('sandboxSent'), summary: 'Every copy that the other side holds', query: SentQuery, answer: SentCopies },
      ask('sandboxSent'),
    ),
    get(
      `${sandbox}/faults`,
      { ...on('sandboxFaults'), summary: 'Which faults are switched on', answer: SandboxFaults },
      ask('sandboxFaults'),
    ),
    put(
      `${sandbox}/faults`,
      { ...on('sandboxSetFaults'), summary: 'Switch faults on and off', body: SandboxFaults, answer: SandboxFaults },
      ask('sandboxSetFaults'),
    ),
  ];
}

// Not the database's own word that one may try again: it would be done twice.
function sayItIsDone(cause: unknown): never {
  throw new Error('What was done in a session could not be written into the audit log', { cause });
}

/** Which group and what kind of change; never who, nor what was written. */
function tellable(input: { groupId?: string; change?: string; answer?: string }): Changes {
  const { groupId, change, answer } = input;
  const told = Object.entries({ groupId, change, answer }).filter(([, to]) => to !== undefined);
  return Object.fromEntries(told.map(([field, to]) => [field, { to }]));
}

// To a channel every group is a chat; here it is what the path names.
function sayWhichIsMissing(error: unknown): never {
  throw error instanceof AppError && error.code === 'channels.chat_not_found' ? notFound('groups') : error;
}

/** Where other nodes ask; not part of the public API. */
export function nodeCallRoutes(deps: CallDeps): Route[] {
  const spec = {
    allow: 'public',
    unlimited: true,
    hidden: true,
    anyText: true,
    summary: 'Calls between nodes',
    body: NodeCall,
    answer: z.object({ result: z.unknown() }),
  } as const;
  return [
    post(NODE_CALL_PATH, spec, async ({ request, body }) => ({
      result: (await performForNode(deps, request.headers, body as never)) ?? null,
    })),
  ];
}
