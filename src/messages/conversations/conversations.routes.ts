import { credentialOf } from '../../access/access.ts';
import { listOf, listQuery } from '../../platform/http/lists.ts';
import { del, get, idParams, patch, post, put } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { readConversation, showTyping } from '../acts/acts.ts';
import type { ActDeps } from '../acts/acts.ts';
import { Message } from '../messages.schema.ts';
import { addCannedReply, addNote, changeCannedReply, removeCannedReply, showCannedReplies, showNotes } from '../notes/notes.ts';
import { showMessages } from '../reading/read-messages.ts';
import { changeRule, showRule } from './assignment.ts';
import {
  AssignmentRule,
  AssignmentRuleChange,
  CannedReply,
  CannedReplyChange,
  Conversation,
  ConversationChange,
  ConversationFilter,
  NewCannedReply,
  NewNote,
  Note,
  Typing,
} from './conversations.schema.ts';
import { changeConversation, knownConversation, listThem, showOne } from './conversations.ts';

/** Conversations and what the team does with them. */
export function conversationRoutes(deps: ActDeps): Route[] {
  const one = '/v1/conversations/:id';
  const reads = { params: idParams, allow: 'conversations.read' } as const;
  const writes = { params: idParams, allow: 'conversations.write' } as const;
  return [
    get(
      '/v1/conversations',
      { allow: 'conversations.read', summary: 'Conversations, the latest first', query: ConversationFilter, answer: listOf(Conversation) },
      listThem,
    ),
    get(one, { ...reads, summary: 'One conversation', answer: Conversation }, showOne),
    patch(
      one,
      { ...writes, summary: 'Change who sees to it, its status or labels', body: ConversationChange, answer: Conversation },
      (call) => changeConversation(deps, call),
    ),
    get(
      `${one}/messages`,
      { params: idParams, allow: 'messages.read', summary: 'Its messages, the newest first', query: listQuery, answer: listOf(Message) },
      async ({ tx, params, query }) => {
        const { id: conversationId } = await knownConversation(tx, params.id);
        return showMessages({ tx, query: { ...query, conversationId } });
      },
    ),
    post(
      `${one}/read`,
      { ...writes, summary: 'Mark it as read, on WhatsApp too', answer: Conversation, transaction: false },
      ({ request, ...call }) => readConversation(deps, { ...call, credential: credentialOf(request) ?? '' }),
    ),
    post(
      `${one}/typing`,
      { ...writes, summary: 'Show that you are writing', body: Typing, answer: null, transaction: false },
      ({ request, ...call }) => showTyping(deps, { ...call, credential: credentialOf(request) ?? '' }),
    ),
    get(`${one}/notes`, { ...reads, summary: 'What the team noted', query: listQuery, answer: listOf(Note) }, showNotes),
    post(`${one}/notes`, { ...writes, summary: 'Note something for the team', body: NewNote, answer: Note, status: 201 }, (call) =>
      addNote(deps.publish, call),
    ),
    get(
      '/v1/canned-replies',
      { allow: 'conversations.read', summary: 'Texts that are ready', query: listQuery, answer: listOf(CannedReply) },
      showCannedReplies,
    ),
    post(
      '/v1/canned-replies',
      { allow: 'conversations.write', summary: 'Keep a text ready', body: NewCannedReply, answer: CannedReply, status: 201 },
      addCannedReply,
    ),
    patch('/v1/canned-replies/:id', { ...writes, summary: 'Change it', body: CannedReplyChange, answer: CannedReply }, changeCannedReply),
    del('/v1/canned-replies/:id', { ...writes, summary: 'Remove it', answer: null }, removeCannedReply),
    get(
      '/v1/clients/:id/assignment-rule',
      { ...reads, summary: 'Who gets the next conversation of this number', answer: AssignmentRule },
      showRule,
    ),
    put(
      '/v1/clients/:id/assignment-rule',
      {
        params: idParams,
        allow: 'conversations.assign',
        summary: 'Say who gets the next one',
        body: AssignmentRuleChange,
        answer: AssignmentRule,
      },
      changeRule,
    ),
  ];
}
