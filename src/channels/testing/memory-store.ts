import type { ChannelStore } from '../contract.ts';

/** A store that forgets with the process, for tests; it keeps text, as the real one does, so that nothing is shared by reference. */
export function memoryStore(): ChannelStore {
  const entries = new Map<string, string>();
  return {
    get: async (key) => {
      const kept = entries.get(key);
      return kept === undefined ? undefined : JSON.parse(kept);
    },
    set: async (changes) => {
      for (const [key, value] of Object.entries(changes)) entries.set(key, JSON.stringify(value));
    },
    delete: async (key) => {
      entries.delete(key);
    },
    list: async (prefix, { after = '', limit = Infinity } = {}) => {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return keys.slice(0, limit).map((key) => ({ key, value: JSON.parse(entries.get(key) as string) as unknown }));
    },
  };
}
