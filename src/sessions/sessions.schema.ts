import { z } from 'zod';
import { PhoneNumber } from '../platform/phone.ts';
import { GroupId, Lid, PersonId, SandboxCopy, SandboxFaults, SandboxMessage } from '../channels/channels.ts';

const WrittenPerson = z.union([Lid, PhoneNumber, PersonId]);

const Time = z.iso.datetime();
const Participants = z.array(WrittenPerson).min(1).max(256);

export const PairingRequest = z.strictObject({ phoneNumber: PhoneNumber });
export const PairingCode = z.object({ code: z.string(), expiresAt: Time }).meta({ id: 'PairingCode' });
export const NumbersToCheck = z.strictObject({ numbers: z.array(PhoneNumber).min(1).max(100) });
export const NumberCheck = z
  .object({ number: z.string(), registered: z.union([z.boolean(), z.literal('unknown')]), lid: z.string().optional() })
  .meta({ id: 'NumberCheck' });
export const NumberChecks = z.object({ data: z.array(NumberCheck) });

const Person = z.object({ phone: z.string().optional(), lid: z.string().optional(), name: z.string().optional() }).loose();
export const Group = z
  .object({
    groupId: z.string(),
    subject: z.string(),
    description: z.string(),
    participants: z.array(z.object({ person: Person, admin: z.boolean() })),
    admin: z.boolean(),
  })
  .meta({ id: 'Group' });
export const ParticipantResult = z.object({ person: z.string(), outcome: z.string() }).meta({ id: 'ParticipantResult' });
export const Groups = z.object({ data: z.array(Group) });
export const NewGroup = z.strictObject({ subject: z.string().trim().min(1).max(100), participants: Participants });
export const CreatedGroup = z.object({ group: Group, results: z.array(ParticipantResult) });
export const GroupChange = z.strictObject({
  subject: z.string().trim().min(1).max(100).optional(),
  description: z.string().max(2048).optional(),
});
export const ParticipantChange = z.strictObject({ change: z.enum(['add', 'remove', 'promote', 'demote']), participants: Participants });
export const JoinAnswer = z.strictObject({ answer: z.enum(['approve', 'reject']), participants: Participants });
export const InviteLink = z.object({ inviteLink: z.string() });
export const JoinByLink = z.strictObject({ inviteLink: z.string().min(1).max(500) });
export const Joined = z.object({ groupId: z.string().nullable() });
export const Results = z.object({ results: z.array(ParticipantResult) });
export const People = z.object({ data: z.array(Person) });

export const clientParams = z.object({ id: z.uuid() });
export const groupParams = z.object({ id: z.uuid(), groupId: GroupId });

export const ScanRequest = z.strictObject({ phoneNumber: PhoneNumber.optional() });
export const Arrived = z.object({ providerId: z.string() });
export const SentQuery = z.object({ to: z.union([Lid, GroupId, PhoneNumber]).optional() });
export const SentCopies = z.object({ data: z.array(SandboxCopy) });
export { SandboxFaults, SandboxMessage };

export const NodeCall = z.strictObject({
  clientId: z.uuid(),
  operation: z.string().max(100),
  input: z.unknown(),
  address: z.string().max(100),
});
