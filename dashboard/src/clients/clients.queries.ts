import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { answerOf, api } from '../api/client.ts';
import { everyPage, largestPage } from '../api/every-page.ts';
import type { Channel, Client, QrCode } from '../api/shapes.ts';
import { whileNotLive } from '../events/live.ts';

const knownChannels: Channel[] = ['sandbox', 'web', 'cloud'];

/** All numbers this person may see. */
export const clientsQuery = queryOptions({
  queryKey: ['clients'],
  queryFn: () => everyPage((from) => answerOf(api.GET('/v1/clients', { params: { query: { limit: largestPage, ...from } } }))),
  refetchInterval: whileNotLive,
});

/** One number. */
export const clientQuery = (id: string) =>
  queryOptions({
    queryKey: ['clients', id],
    queryFn: () => answerOf(api.GET('/v1/clients/{id}', at(id))),
    refetchInterval: whileNotLive,
  });

/** What the number went through, newest first; asked again when its state changes. */
export const historyQuery = (client: Client) =>
  queryOptions({
    queryKey: ['clients', client.id, 'history', client.state, client.stateSince],
    queryFn: () => answerOf(api.GET('/v1/clients/{id}/history', at(client.id))),
    placeholderData: (previous) => previous,
  });

/** The code to scan, or null when the number no longer waits for a scan. */
export const qrQuery = (id: string) =>
  queryOptions({
    queryKey: ['clients', id, 'qr'],
    queryFn: () => answerOf(api.GET('/v1/clients/{id}/qr', at(id))).then(asJson, nullWhenNotWaiting),
    refetchInterval: whileNotLive,
    staleTime: 0,
    gcTime: 0,
  });

/** The channels that this server can run. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async () => {
    const { data } = await answerOf(api.GET('/v1/channels'));
    return knownChannels.filter((known) => data.some(({ channel }) => channel === known));
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Adds a number and sets it going, so that its code is there when the page opens. */
export async function addClient(body: { name: string; channel: Channel }, idempotencyKey: string): Promise<Client> {
  const client = await answerOf(api.POST('/v1/clients', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
  return answerOf(api.POST('/v1/clients/{id}/start', at(client.id))).catch(() => client);
}

export const startClient = (id: string) => answerOf(api.POST('/v1/clients/{id}/start', at(id)));
export const stopClient = (id: string) => answerOf(api.POST('/v1/clients/{id}/stop', at(id)));
export const restartClient = (id: string) => answerOf(api.POST('/v1/clients/{id}/restart', at(id)));
export const logoutClient = (id: string) => answerOf(api.POST('/v1/clients/{id}/logout', at(id)));
export const deleteClient = (id: string) => answerOf(api.DELETE('/v1/clients/{id}', at(id)));
export const renameClient = (id: string, name: string) => answerOf(api.PATCH('/v1/clients/{id}', { ...at(id), body: { name } }));
export const pauseClient = (id: string) => answerOf(api.POST('/v1/clients/{id}/pause', { ...at(id), body: {} }));
export const resumeClient = (id: string) => answerOf(api.POST('/v1/clients/{id}/resume', at(id)));
export const scanSandbox = (id: string) => answerOf(api.POST('/v1/clients/{id}/sandbox/scan', { ...at(id), body: {} }));

/** A code to type on the phone instead of scanning. */
export const requestPairingCode = (id: string, phoneNumber: string) =>
  answerOf(api.POST('/v1/clients/{id}/pairing-code', { ...at(id), body: { phoneNumber } }));

function at(id: string) {
  return { params: { path: { id } } };
}

/** The route also draws the code as a picture, for who asks for that. */
function asJson(answer: QrCode | string): QrCode | null {
  return typeof answer === 'string' ? null : answer;
}

function nullWhenNotWaiting(error: unknown): QrCode | null {
  if (error instanceof ApiError && error.code === 'clients.not_awaiting_scan') return null;
  throw error;
}
