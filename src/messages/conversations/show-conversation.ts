import type { ConversationRow } from './conversations.sql.ts';

/** A conversation as the API and its events show it. */
export function showConversation({ updatedAt: _hidden, ...row }: ConversationRow) {
  return row;
}
