import type { Channel, ChannelKind, ChannelTraits } from './contract.ts';
import { notSupported } from './errors.ts';
import { SandboxChannel, sandboxTraits } from './sandbox/sandbox.ts';

export * from './contract.ts';
export * from './channel-events.ts';
export * from './channels.schema.ts';
export * from './errors.ts';
export * from './sandbox/sandbox.schema.ts';
export { openSandbox } from './sandbox/sandbox.ts';
export { createAlarmClock, wait } from './alarm-clock.ts';
export type { AlarmClock } from './alarm-clock.ts';

type Built = { traits: ChannelTraits; create: () => Channel };

const channels: Partial<Record<ChannelKind, Built>> = {
  sandbox: { traits: sandboxTraits, create: () => new SandboxChannel() },
};

/** A new session of that kind, not started yet; `not_supported` for a kind that this version does not have. */
export function createChannel(kind: ChannelKind): Channel {
  return find(kind).create();
}

/** The kinds that this version can link. */
export const channelKinds = Object.keys(channels) as ChannelKind[];

/** What a kind of channel can do and how its starts must be spaced, on any node. */
export function channelTraits(kind: ChannelKind): ChannelTraits {
  return find(kind).traits;
}

function find(kind: ChannelKind): Built {
  const built = channels[kind];
  if (!built) throw notSupported(kind, 'link a number, in this version');
  return built;
}
