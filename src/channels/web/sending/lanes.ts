/** One thing at a time for each name, in the order asked for; different names do not wait for each other. */
export function createLanes() {
  const last = new Map<string, Promise<unknown>>();
  return {
    inOrder<T>(name: string, work: () => Promise<T>): Promise<T> {
      const before = last.get(name) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(name, mine);
      const leave = () => {
        if (last.get(name) === mine) last.delete(name);
      };
      mine.then(leave, leave);
      return mine;
    },
  };
}
