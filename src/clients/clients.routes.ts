import { z } from 'zod';
import type { Publish } from '../events/events.ts';
import { listOf, listQuery } from '../platform/http/lists.ts';
import { del, get, idParams, patch, post, put } from '../platform/http/route.ts';
import type { Route } from '../platform/http/route.ts';
import { assignClients, showAssignment } from './assignments.ts';
import {
  changeClient,
  createClient,
  getClient,
  logoutClient,
  pauseClient,
  removeClient,
  restartClient,
  resumeClient,
  showChannels,
  showClients,
  showHistory,
  showQr,
  startClient,
  stopClient,
} from './clients.ts';
import { Assignment, Channels, Client, ClientChange, ClientFilter, NewClient, Qr, StateEntry } from './clients.schema.ts';

const PauseReason = z.strictObject({ reason: z.string().trim().min(1).max(200).optional() });

/** The numbers: what exists, what state it should be in and is in, who may use it. */
export function clientRoutes(publish: Publish, hasRoom: () => Promise<boolean>): Route[] {
  const one = { params: idParams, answer: Client } as const;
  return [
    get('/v1/channels', { allow: 'clients.read', summary: 'Which channels a client can have here', answer: Channels }, showChannels),
    get(
      '/v1/clients',
      { allow: 'clients.read', summary: 'Your numbers', query: listQuery.extend(ClientFilter.shape), answer: listOf(Client) },
      showClients,
    ),
    post(
      '/v1/clients',
      { allow: 'clients.create', summary: 'Create a client', body: NewClient, answer: Client, status: 201 },
      createClient,
    ),
    get('/v1/clients/:id', { ...one, allow: 'clients.read', summary: 'One client' }, getClient),
    patch('/v1/clients/:id', { ...one, allow: 'clients.manage', summary: 'Change its name or settings', body: ClientChange }, changeClient),
    del('/v1/clients/:id', { ...one, allow: 'clients.delete', summary: 'Stop, unlink and forget it', answer: null }, removeClient),
    post('/v1/clients/:id/start', { ...one, allow: 'clients.manage', summary: 'Start it', prepare: hasRoom }, startClient),
    post('/v1/clients/:id/stop', { ...one, allow: 'clients.manage', summary: 'Stop it; the link stays' }, (call) =>
      stopClient(publish, call),
    ),
    post('/v1/clients/:id/restart', { ...one, allow: 'clients.manage', summary: 'End the session and start another' }, restartClient),
    post('/v1/clients/:id/logout', { ...one, allow: 'clients.link', summary: 'Give up the link, on the phone too' }, logoutClient),
    post('/v1/clients/:id/pause', { ...one, allow: 'clients.manage', summary: 'Send nothing, keep receiving', body: PauseReason }, (call) =>
      pauseClient(publish, call),
    ),
    post('/v1/clients/:id/resume', { ...one, allow: 'clients.manage', summary: 'Send again' }, (call) => resumeClient(publish, call)),
    get(
      '/v1/clients/:id/qr',
      { params: idParams, allow: 'clients.link', summary: 'The code to scan', answer: Qr, otherAnswers: ['image/png'] },
      showQr,
    ),
    get(
      '/v1/clients/:id/history',
      { params: idParams, allow: 'clients.read', summary: 'The last hundred states', answer: listOf(StateEntry) },
      showHistory,
    ),
    get(
      '/v1/users/:id/clients',
      { params: idParams, allow: 'users.read', summary: 'Which clients a member may use', answer: Assignment },
      showAssignment,
    ),
    put(
      '/v1/users/:id/clients',
      { params: idParams, allow: 'clients.assign', summary: 'Say which clients a member may use', body: Assignment, answer: Assignment },
      assignClients,
    ),
  ];
}
