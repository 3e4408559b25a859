import { listOf } from '../platform/http/lists.ts';
import { get, idParams, post } from '../platform/http/route.ts';
import type { Call, Route } from '../platform/http/route.ts';
import { actRoutes } from './acts/acts.routes.ts';
import type { ActDeps } from './acts/acts.ts';
import { SearchQuery } from './conversations/conversations.schema.ts';
import { conversationRoutes } from './conversations/conversations.routes.ts';
import { fetchFiles } from './files.ts';
import {
  Batch,
  BatchResult,
  Forward,
  Message,
  MessageDetails,
  MessageFilter,
  NewMessage,
  QueuedMessage,
  Reorder,
} from './messages.schema.ts';
import { cancelMessage, reorderMessage } from './queue/change-queue.ts';
import { forwardMessage, postBatch, postMessage } from './queue/post-message.ts';
import type { QueueDeps } from './queue/post-message.ts';
import { searchMessages } from './reading/search.ts';
import { showDetails, showMessages } from './reading/read-messages.ts';

const LARGEST_BATCH_BYTES = 16 * 1024 * 1024;

const sendSpec = { allow: 'messages.send', summary: 'Send a message', body: NewMessage, answer: QueuedMessage, status: 202 } as const;
const batchSpec = {
  allow: 'messages.send',
  summary: 'Send up to a thousand messages, each with its own result',
  body: Batch,
  answer: BatchResult,
  status: 202,
  bodyLimitBytes: LARGEST_BATCH_BYTES,
} as const;

/** Messages: what is to be sent, what was sent, what came in. */
export function messageRoutes(deps: ActDeps & QueueDeps): Route[] {
  return [
    post(
      '/v1/messages',
      { ...sendSpec, prepare: ({ caller, body }: Call<typeof sendSpec>) => fetchFiles(deps.files.fetchFile, caller, [body]) },
      (call) => postMessage(deps, call),
    ),
    post(
      '/v1/messages/batch',
      { ...batchSpec, prepare: ({ caller, body }: Call<typeof batchSpec>) => fetchFiles(deps.files.fetchFile, caller, body.messages) },
      (call) => postBatch(deps, call),
    ),
    get(
      '/v1/messages',
      { allow: 'messages.read', summary: 'Messages in and out', query: MessageFilter, answer: listOf(Message) },
      showMessages,
    ),
    get(
      '/v1/messages/search',
      { allow: 'messages.read', summary: 'Messages by their words', query: SearchQuery, answer: listOf(Message) },
      searchMessages,
    ),
    get(
      '/v1/messages/:id',
      { params: idParams, allow: 'messages.read', summary: 'One message with the history of its status', answer: MessageDetails },
      (call) => showDetails(deps.clock, call),
    ),
    post(
      '/v1/messages/:id/cancel',
      { params: idParams, allow: 'messages.send', summary: 'Take it out of the queue', answer: Message },
      (call) => cancelMessage(deps, call),
    ),
    post(
      '/v1/messages/:id/reorder',
      { params: idParams, allow: 'messages.send', summary: 'Move it within the queue', body: Reorder, answer: Message },
      reorderMessage,
    ),
    post(
      '/v1/messages/:id/forward',
      { params: idParams, allow: 'messages.send', summary: 'Pass it on', body: Forward, answer: QueuedMessage, status: 202 },
      (call) => forwardMessage(deps, call),
    ),
    ...actRoutes(deps),
    ...conversationRoutes(deps),
  ];
}
