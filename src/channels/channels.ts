import type { Channel, ChannelKind, ChannelTraits } from './contract.ts';
import { notSupported } from './errors.ts';
import { SandboxChannel, sandboxTraits } from './sandbox/sandbox.ts';
import type { WebSettings } from './web/starting/settings.ts';
import { webTraits, WebChannel } from './web/web.ts';

export * from './contract.ts';
export * from './channel-events.ts';
export * from './channels.schema.ts';
export * from './errors.ts';
export * from './sandbox/sandbox.schema.ts';
export { openSandbox } from './sandbox/sandbox.ts';
export { isOfLibrary } from './web/starting/left-over.ts';
export { sweepOrphans } from './web/browser/tree.ts';
export { SANDBOX_LINK_KEY } from './sandbox/world.ts';
export { createAlarmClock, wait } from './alarm-clock.ts';
export type { AlarmClock } from './alarm-clock.ts';

/** What the server's configuration says for the channels of each kind. */
export type ChannelSettings = { web: WebSettings };

type Built = { traits: ChannelTraits; create: (settings: ChannelSettings) => Channel };

const channels: Partial<Record<ChannelKind, Built>> = {
  sandbox: { traits: sandboxTraits, create: () => new SandboxChannel() },
  web: { traits: webTraits, create: ({ web }) => new WebChannel(web) },
};

/** A new session of that kind, not started yet; `not_supported` for a kind that this version does not have. */
export function createChannel(kind: ChannelKind, settings: ChannelSettings): Channel {
  return find(kind).create(settings);
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
