import { z } from 'zod';

export const CHANNELS = ['web', 'cloud', 'sandbox'] as const;
export const STATES = [
  'stopped',
  'starting',
  'awaiting_scan',
  'awaiting_passkey',
  'connecting',
  'ready',
  'disconnected',
  'paused',
  'failed',
] as const;
export const NEXT_ACTIONS = [
  'start',
  'wait',
  'scan_code',
  'answer_passkey',
  'resume',
  'start_and_scan',
  'see_logs',
  'contact_whatsapp',
  'check_proxy',
] as const;

export type State = (typeof STATES)[number];

// Every list of clients carries the settings of each.
export const LARGEST_SETTINGS = 16_384;

const Time = z.iso.datetime();

export const Client = z
  .object({
    id: z.uuid(),
    name: z.string(),
    channel: z.enum(CHANNELS),
    state: z.enum(STATES),
    desiredState: z.enum(['running', 'stopped']),
    /** A stable word for why it is in this state. */
    reason: z.string().nullable(),
    /** What a person can do now; null when there is nothing to do. */
    nextAction: z.enum(NEXT_ACTIONS).nullable(),
    stateSince: Time,
    /** When the state has lasted too long, or when the next start is tried. */
    stateDeadline: Time.nullable(),
    /** Why it sends nothing, also while it is not connected; null when it is not paused. */
    pausedReason: z.string().nullable(),
    phoneNumber: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Client' });

export const Channel = z.object({ channel: z.enum(CHANNELS), capabilities: z.array(z.string()) }).meta({ id: 'Channel' });
export const Channels = z.object({ data: z.array(Channel) });

const Name = z.string().trim().min(1).max(200);
const Settings = z.record(z.string().max(100), z.unknown()).refine((settings) => JSON.stringify(settings).length <= LARGEST_SETTINGS, {
  error: `must not be larger than ${LARGEST_SETTINGS} characters`,
});

export const NewClient = z.strictObject({ name: Name, channel: z.enum(CHANNELS), settings: Settings.default({}) });
export const ClientChange = z.strictObject({ name: Name.optional(), settings: Settings.optional() });

export const ClientFilter = z.object({
  state: z.enum(STATES).optional(),
  channel: z.enum(CHANNELS).optional(),
});

export const Qr = z.object({ qr: z.string(), image: z.string(), expiresAt: Time }).meta({ id: 'Qr' });
export const StateEntry = z.object({ state: z.enum(STATES), reason: z.string().nullable(), at: Time }).meta({ id: 'StateEntry' });
export const Assignment = z.strictObject({ clientIds: z.array(z.uuid()).max(1000) });
