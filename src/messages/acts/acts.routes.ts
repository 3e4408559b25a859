import type { Request } from 'express';
import { credentialOf } from '../../access/access.ts';
import { del, idParams, patch, post, put } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { Edit, Message, OwnReaction, Resolution } from '../messages.schema.ts';
import { editMessage, reactToMessage, revokeMessage, starMessage } from './acts.ts';
import type { ActDeps } from './acts.ts';
import { resolveMessage } from './resolve.ts';

/** What can be done to messages that are at WhatsApp. */
export function actRoutes(deps: ActDeps): Route[] {
  const one = '/v1/messages/:id';
  const live = { params: idParams, answer: Message, transaction: false } as const;
  const manage = { ...live, allow: 'messages.manage' } as const;
  const send = { ...live, allow: 'messages.send' } as const;
  const withCredential = <Call extends { request: Request }>(call: Call) => ({ ...call, credential: credentialOf(call.request) ?? '' });
  return [
    patch(one, { ...manage, summary: 'Edit it', body: Edit }, (call) => editMessage(deps, withCredential(call))),
    del(one, { ...manage, summary: 'Take it back for everyone' }, (call) => revokeMessage(deps, withCredential(call))),
    put(`${one}/reaction`, { ...send, summary: 'React to it', body: OwnReaction }, (call) => reactToMessage(deps, withCredential(call))),
    del(`${one}/reaction`, { ...send, summary: 'Take the reaction back' }, (call) =>
      reactToMessage(deps, { ...withCredential(call), body: { emoji: '' } }),
    ),
    put(`${one}/star`, { ...send, summary: 'Star it' }, (call) => starMessage(deps, withCredential(call), true)),
    del(`${one}/star`, { ...send, summary: 'Take the star away' }, (call) => starMessage(deps, withCredential(call), false)),
    post(
      `${one}/resolve`,
      {
        params: idParams,
        answer: Message,
        allow: 'messages.manage',
        summary: 'Decide what became of it when nobody can know',
        body: Resolution,
      },
      (call) => resolveMessage(deps, call),
    ),
  ];
}
