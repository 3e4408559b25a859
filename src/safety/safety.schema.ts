import { z } from 'zod';

const PerMinute = z.int().min(1).max(10_000);
const PerHour = z.int().min(1).max(100_000);
const PerDay = z.int().min(1).max(1_000_000);

export const Tiers = z.object({ perMinute: PerMinute, perHour: PerHour, perDay: PerDay });
export type Tiers = z.infer<typeof Tiers>;

const Counts = z.object({ perMinute: z.int(), perHour: z.int(), perDay: z.int() });

export const Safety = z.object({ enabled: z.boolean(), tiers: Tiers, used: Counts, left: Counts }).meta({ id: 'Safety' });

export const SafetyChange = z.strictObject({
  enabled: z.boolean().optional(),
  tiers: z.strictObject({ perMinute: PerMinute.optional(), perHour: PerHour.optional(), perDay: PerDay.optional() }).optional(),
});
