import type { Channel } from '../channels/channels.ts';

/** The channel as it is, and a way to wait until no call is under way in it. */
export function countCalls(channel: Channel): { channel: Channel; idle: () => Promise<void> } {
  const underWay = new Set<Promise<unknown>>();

  const count = (call: (...args: unknown[]) => unknown) => {
    return (...args: unknown[]) => {
      const result = call.apply(channel, args);
      if (!(result instanceof Promise)) return result;
      underWay.add(result);
      const forget = () => underWay.delete(result);
      result.then(forget, forget);
      return result;
    };
  };

  const counted = new Proxy(channel, {
    get(_, name) {
      const value: unknown = Reflect.get(channel, name, channel);
      return typeof value === 'function' ? count(value as (...args: unknown[]) => unknown) : value;
    },
  });
  return {
    channel: counted,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
