import type { Channel, ChannelKind } from '../channels/channels.ts';

/** A session that is ready, for those who do something with it for as long as it is. */
export type LiveSession = {
  clientId: string;
  organizationId: string;
  nodeId: string;
  fence: number;
  kind: ChannelKind;
  channel: Channel;
  /** Aborts when the session ends or loses its lease: nothing may be begun with it any more. */
  signal: AbortSignal;
};

export type OnReady = (live: LiveSession) => void;
