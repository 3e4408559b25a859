import type { z } from 'zod';
import type { Channel, ChatId, GroupId, MessageRef, PersonId, Phone, ProviderId, SandboxControls } from '../channels/channels.ts';
import type { SandboxFaults, SandboxMessage } from './sessions.schema.ts';

type Operation = {
  allow: string;
  /** Under which name it is in the audit log; without one it changes nothing of the number. */
  action?: string;
  /** What it does with a session that runs here. Inputs are checked before they get this far, on whichever node. */
  run: (channel: Channel, input: never) => Promise<unknown>;
  /** For the sandbox: what can be done while the client runs nowhere. */
  idle?: (controls: SandboxControls, input: never) => Promise<unknown>;
};

type InGroup = { groupId: GroupId };
type WithPeople = InGroup & { participants: PersonId[] };

const controls = (channel: Channel) => channel.sandbox as SandboxControls;

/** Everything that needs the living session, by the name under which another node may ask for it. */
export const OPERATIONS = {
  pairingCode: {
    allow: 'clients.link',
    action: 'clients.pairing_code',
    run: (channel, { phoneNumber }: { phoneNumber: Phone }) => channel.requestPairingCode(phoneNumber),
  },
  checkNumbers: {
    allow: 'clients.manage',
    run: async (channel, { numbers }: { numbers: Phone[] }) => ({ data: await channel.checkNumbers(numbers) }),
  },
  screenshot: { allow: 'clients.screenshot', run: async (channel) => Buffer.from(await channel.screenshot()).toString('base64') },
  listGroups: { allow: 'clients.read', run: async (channel) => ({ data: await channel.groups.list() }) },
  createGroup: {
    allow: 'clients.manage',
    action: 'groups.create',
    run: (channel, { subject, participants }: { subject: string; participants: PersonId[] }) =>
      channel.groups.create(subject, participants),
  },
  changeGroup: {
    allow: 'clients.manage',
    action: 'groups.update',
    run: async (channel, { groupId, subject, description }: InGroup & { subject?: string; description?: string }) => {
      if (subject !== undefined) await channel.groups.setSubject(groupId, subject);
      if (description !== undefined) await channel.groups.setDescription(groupId, description);
    },
  },
  changeParticipants: {
    allow: 'clients.manage',
    action: 'groups.participants',
    run: async (channel, { groupId, change, participants }: WithPeople & { change: 'add' | 'remove' | 'promote' | 'demote' }) => ({
      results: await channel.groups.changeParticipants(groupId, change, participants),
    }),
  },
  inviteLink: {
    allow: 'clients.read',
    run: async (channel, { groupId }: InGroup) => ({ inviteLink: await channel.groups.inviteLink(groupId) }),
  },
  renewInviteLink: {
    allow: 'clients.manage',
    action: 'groups.renew_link',
    run: async (channel, { groupId }: InGroup) => ({ inviteLink: await channel.groups.renewInviteLink(groupId) }),
  },
  joinGroup: {
    allow: 'clients.manage',
    action: 'groups.join',
    run: async (channel, { inviteLink }: { inviteLink: string }) => ({ groupId: await channel.groups.join(inviteLink) }),
  },
  leaveGroup: { allow: 'clients.manage', action: 'groups.leave', run: (channel, { groupId }: InGroup) => channel.groups.leave(groupId) },
  joinRequests: {
    allow: 'clients.read',
    run: async (channel, { groupId }: InGroup) => ({ data: await channel.groups.joinRequests(groupId) }),
  },
  answerJoinRequests: {
    allow: 'clients.manage',
    action: 'groups.answer_requests',
    run: async (channel, { groupId, answer, participants }: WithPeople & { answer: 'approve' | 'reject' }) => ({
      results: await channel.groups.answerJoinRequests(groupId, participants, answer),
    }),
  },
  editMessage: {
    allow: 'messages.manage',
    run: (channel, { text, ...message }: MessageRef & { text: { body: string; mentions?: PersonId[] } }) => channel.edit(message, text),
  },
  revokeMessage: { allow: 'messages.manage', run: (channel, message: MessageRef) => channel.revoke(message) },
  reactToMessage: {
    allow: 'messages.send',
    run: (channel, { emoji, ...message }: MessageRef & { emoji: string }) => channel.react(message, emoji),
  },
  starMessage: {
    allow: 'messages.send',
    run: (channel, { starred, ...message }: MessageRef & { starred: boolean }) => channel.star(message, starred),
  },
  markRead: {
    allow: 'conversations.write',
    run: (channel, { chatId, upTo }: { chatId: ChatId; upTo?: ProviderId }) => channel.markRead(chatId, upTo),
  },
  showState: {
    allow: 'conversations.write',
    run: (channel, { chatId, state }: { chatId: ChatId; state: 'typing' | 'recording' | 'idle' }) => channel.showState(chatId, state),
  },
  sandboxScan: {
    allow: 'clients.link',
    action: 'clients.scan',
    run: (channel, { phoneNumber }: { phoneNumber?: Phone }) => controls(channel).scan(phoneNumber),
    idle: (side) => side.scan(),
  },
  sandboxReceive: {
    allow: 'clients.manage',
    run: (channel, message: z.output<typeof SandboxMessage>) => controls(channel).receive(message),
    idle: (side, message: z.output<typeof SandboxMessage>) => side.receive(message),
  },
  sandboxSent: {
    allow: 'clients.read',
    run: async (channel, { to }: { to?: string }) => ({ data: await controls(channel).sent(to) }),
    idle: async (side, { to }: { to?: string }) => ({ data: await side.sent(to) }),
  },
  sandboxFaults: { allow: 'clients.read', run: (channel) => controls(channel).faults(), idle: (side) => side.faults() },
  sandboxSetFaults: {
    allow: 'clients.manage',
    action: 'clients.faults',
    run: (channel, faults: z.output<typeof SandboxFaults>) => controls(channel).setFaults(faults),
    idle: (side, faults: z.output<typeof SandboxFaults>) => side.setFaults(faults),
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** The operation as the caller of `perform` sees it, whatever its input. */
export function operation(name: OperationName): {
  allow: string;
  action?: string;
  run: (channel: Channel, input: unknown) => Promise<unknown>;
  idle?: (controls: SandboxControls, input: unknown) => Promise<unknown>;
} {
  return OPERATIONS[name] as unknown as ReturnType<typeof operation>;
}
