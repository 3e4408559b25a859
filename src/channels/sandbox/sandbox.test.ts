import { channelConformance } from '../testing/conformance.ts';
import { sandboxRig } from '../testing/sandbox-rig.ts';
import { sandboxTraits } from './sandbox.ts';

channelConformance('sandbox', sandboxTraits, async () => sandboxRig());
