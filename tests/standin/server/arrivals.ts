import { changeWords, keepReaction, keepVote, messageIn, takeBack } from './deeds.ts';
import { changeGroup, makeGroup } from './groups.ts';
import type { GroupChange, NewGroup } from './groups.ts';
import { arrive, setAck } from './posting.ts';
import type { Arrival } from './posting.ts';
import type { Message, World } from './world.ts';
import { newId, now } from './world.ts';

/** What people and phones do to an account. */
export function arrivalControls(world: World) {
  const account = (own: string) => world.account(own);
  const find = (own: string, id: string) => messageIn(account(own), id);
  const nameFor = (id: string, byLid: boolean) => {
    const person = world.people.find(id);
    return byLid || id.endsWith('@lid') || world.settings.chatsBy === 'lid' ? person.lid : person.phone;
  };
  /** Somebody as the chat of this message names them. */
  const nameIn = (message: Message, id: string) => nameFor(id, message.id.split('_')[1] === world.people.find(id).lid);

  return {
    /** A message arrives, or is typed on the own phone. */
    receive: (own: string, arrival: Arrival): { id: string } => ({ id: arrive(world, account(own), arrival).id }),
    ack: (own: string, id: string, ack: number): void => setAck(world, account(own), id, ack),
    /** Somebody reacts; without an emoji the reaction is taken back. */
    react(own: string, { from, to, emoji }: { from: string; to: string; emoji: string }): void {
      const message = find(own, to);
      keepReaction(world, account(own), message, { sender: nameIn(message, from), emoji, at: Date.now() });
    },
    /** Somebody changes what they wrote. */
    edit: (own: string, id: string, body: string): void => changeWords(world, account(own), find(own, id), body),
    /** Somebody (or an admin) takes a message back from everybody. */
    revoke: (own: string, id: string, by: 'sender' | 'admin' = 'sender'): void => takeBack(world, account(own), find(own, id), by),
    /** A message is deleted on the own phone, for itself only. */
    remove(own: string, id: string): void {
      const message = find(own, id);
      account(own).messages.delete(message.id);
      world.tell(account(own), { kind: 'removed', id: message.id });
    },
    /** Somebody votes for these options of a poll, in place of what they voted before. */
    vote(own: string, { from, to, options }: { from: string; to: string; options: string[] }): void {
      const message = find(own, to);
      const names = ((message['pollOptions'] ?? []) as { name: string }[]).map(({ name }) => name);
      const picked = options.map((option) => names.indexOf(option)).filter((index) => index !== -1);
      keepVote(world, account(own), message, { sender: nameIn(message, from), options: picked, at: Date.now() });
    },
    /** Something about a message changes, such as what became of one that could not be read. */
    changeMessage(own: string, id: string, changes: Record<string, unknown>): void {
      const message = find(own, id);
      Object.assign(message, changes);
      world.tell(account(own), { kind: 'changed', id: message.id, changes });
    },
    /** A call comes in. */
    call(own: string, { from, video = false, id = newId() }: { from: string; video?: boolean; id?: string }): { id: string } {
      const whose = { id, peerJid: nameFor(from, false), outgoing: false, offerTime: now() };
      const kind = { isVideo: video, isGroup: false, canHandleLocally: true, participants: [] };
      world.tell(account(own), { kind: 'call', offer: { ...whose, ...kind } });
      return { id };
    },
    /** Somebody moves to a new number. */
    changeNumber(own: string, { from, to }: { from: string; to: string }): void {
      const [before, after] = [world.people.find(from).phone, world.people.find(to).phone];
      const told = { from: after, type: 'notification_template', subtype: 'change_number', templateParams: [before, after] };
      const { id } = arrive(world, account(own), told);
      world.tell(account(own), { kind: 'changed', id, changes: { to: after } });
    },
    makeGroup: (group: NewGroup): { id: string; inviteCode: string } => {
      const { id, inviteCode } = makeGroup(world, group);
      return { id, inviteCode };
    },
    /** Somebody changes a group: `add`, `remove`, `leave`, `promote`, `subject`, `membership_approval_request`, … */
    changeGroup: (id: string, change: Partial<GroupChange> & { by: string; subtype: string }): void => changeGroup(world, id, change),
  };
}
