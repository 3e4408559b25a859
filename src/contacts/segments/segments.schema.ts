import { z } from 'zod';
import { Contact } from '../people/people.schema.ts';
import { Filter } from './filter.ts';

const Time = z.iso.datetime();
const Name = z.string().trim().min(1).max(200);

export const Segment = z
  .object({ id: z.uuid(), name: z.string(), filter: Filter, createdAt: Time, updatedAt: Time })
  .meta({ id: 'Segment' });
export const NewSegment = z.strictObject({ name: Name, filter: Filter });
export const SegmentChange = NewSegment.partial();

export const Count = z.object({ count: z.int() });
export const PreviewRequest = z.strictObject({ filter: Filter, limit: z.int().min(0).max(50).default(10) });
export const Preview = z.object({ count: z.int(), data: z.array(Contact) });
