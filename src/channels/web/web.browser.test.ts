import { jest } from '@jest/globals';
import { channelConformance } from '../testing/conformance.ts';
import { webRig } from '../testing/web-rig.ts';
import { webTraits } from './web.ts';

jest.setTimeout(120_000);

for (const dialect of ['before', 'today'] as const) {
  channelConformance(`web (WhatsApp Web ${dialect})`, webTraits, () => webRig({ dialect, firstQrMs: 20_000 }));
}
