const prefix = 'waxwing-draft-';

/** What was begun in a conversation and not sent, kept over a reload on this machine. */
export function readDraft(conversationId: string): string {
  return localStorage.getItem(prefix + conversationId) ?? '';
}

export function keepDraft(conversationId: string, text: string): void {
  if (text === '') localStorage.removeItem(prefix + conversationId);
  else localStorage.setItem(prefix + conversationId, text);
}
