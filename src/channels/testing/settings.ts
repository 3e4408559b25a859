import type { ChannelSettings } from '../channels.ts';

/** A server that was configured with nothing. */
export const plainSettings: ChannelSettings = { web: { chromiumPath: null, chromiumArgs: [], webVersion: null, webVersionDir: null } };
