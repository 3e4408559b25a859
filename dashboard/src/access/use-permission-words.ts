import { useWordsAt } from '../i18n/use-words-at.ts';

/** Rooms and permissions in words. */
export function usePermissionWords() {
  const wordsAt = useWordsAt();
  return {
    room: (room: string) => wordsAt(`permissions.rooms.${room}`, room),
    permission: (permission: string) => wordsAt(`permissions.names.${permission}`, permission),
  };
}
