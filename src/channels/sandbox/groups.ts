import type { Random } from '../../platform/clock.ts';
import type { ChannelEventOf } from '../channel-events.ts';
import { personOf } from '../channels.schema.ts';
import type { GroupId, Person, PersonId } from '../channels.schema.ts';
import type { Group, Groups, ParticipantResult } from '../contract.ts';
import { ChannelError } from '../errors.ts';
import { newDeed } from './deeds.ts';
import { iso } from './kept.ts';
import { hasWhatsApp, mannerOf } from './manners.ts';
import type { Post } from './post.ts';
import type { KeptGroup, World } from './world.ts';

const INVITE = 'https://chat.whatsapp.com/';

type Change = Pick<ChannelEventOf<'group_updated'>, 'change' | 'people' | 'text'>;
type Outcome = ParticipantResult['outcome'];
export type GroupParts = { world: World; post: Post; random: Random };

/** Groups as WhatsApp keeps them; what our own number changes is told like what others change. */
export class SandboxGroups implements Groups {
  readonly #parts: GroupParts;

  constructor(parts: GroupParts) {
    this.#parts = parts;
  }

  async list(): Promise<Group[]> {
    const { world } = this.#parts;
    return (await world.groups()).filter((group) => group.me !== 'out').map((group) => asGroup(group, world));
  }

  async create(subject: string, people: readonly PersonId[]) {
    const { world, random } = this.#parts;
    const group = newGroup(newGroupId(random), subject, 'admin', random);
    const results = addMembers(group, people, world);
    await this.#keep(group, [{ change: 'created', text: subject, people: doneBy(results) }]);
    return { group: asGroup(group, world), results };
  }

  async setSubject(groupId: GroupId, subject: string): Promise<void> {
    const group = await this.#find(groupId, 'admin');
    await this.#keep({ ...group, subject }, [{ change: 'subject', text: subject }]);
  }

  async setDescription(groupId: GroupId, description: string): Promise<void> {
    const group = await this.#find(groupId, 'admin');
    await this.#keep({ ...group, description }, [{ change: 'description', text: description }]);
  }

  async changeParticipants(groupId: GroupId, change: keyof typeof heardAs, people: readonly PersonId[]): Promise<ParticipantResult[]> {
    const group = await this.#find(groupId, 'admin');
    const results = change === 'add' ? addMembers(group, people, this.#parts.world) : changeMembers(group, change, people);
    const asking = results.filter(({ outcome }) => outcome === 'invite_needed').map(({ person }) => personOf(person));
    await this.#keep(group, [
      ...told({ change: heardAs[change], people: doneBy(results) }),
      ...told({ change: 'join_request', people: asking }),
    ]);
    return results;
  }

  async inviteLink(groupId: GroupId): Promise<string> {
    return INVITE + (await this.#find(groupId, 'admin')).invite;
  }

  async renewInviteLink(groupId: GroupId): Promise<string> {
    const group = { ...(await this.#find(groupId, 'admin')), invite: newInvite(this.#parts.random) };
    await this.#keep(group, []);
    return INVITE + group.invite;
  }

  async join(inviteLink: string): Promise<GroupId> {
    const group = (await this.#parts.world.groups()).find(({ invite }) => INVITE + invite === inviteLink);
    if (!group) throw new ChannelError('not_sent', 'chat_not_found', 'This invite link is not valid.');
    if (group.me === 'out') await this.#keep({ ...group, me: 'member' }, [{ change: 'joined', people: [this.#me()] }]);
    return group.groupId;
  }

  async leave(groupId: GroupId): Promise<void> {
    const group = await this.#find(groupId, 'member');
    await this.#keep({ ...group, me: 'out' }, [{ change: 'left', people: [this.#me()] }]);
  }

  async joinRequests(groupId: GroupId): Promise<Person[]> {
    return (await this.#find(groupId, 'admin')).requests.map((id) => personOf(id));
  }

  async answerJoinRequests(groupId: GroupId, people: readonly PersonId[], answer: 'approve' | 'reject'): Promise<ParticipantResult[]> {
    const group = await this.#find(groupId, 'admin');
    const results = answerRequests(group, people, answer);
    await this.#keep(group, answer === 'approve' ? told({ change: 'joined', people: doneBy(results) }) : []);
    return results;
  }

  async #keep(group: KeptGroup, changes: readonly Change[]): Promise<void> {
    const { world, post } = this.#parts;
    const event = { type: 'group_updated', at: iso(world.now()), chatId: group.groupId, by: this.#me() } as const;
    await post.publish({ groups: [group], deeds: changes.map((change) => newDeed(world.newId, { ...event, ...change })) });
  }

  async #find(groupId: GroupId, needs: 'member' | 'admin'): Promise<KeptGroup> {
    const group = await joinedGroup(groupId, this.#parts.world);
    if (needs === 'member' || group.me === 'admin') return group;
    throw new ChannelError('not_sent', 'not_an_admin', 'Only an admin of the group can.');
  }

  #me(): Person {
    return { phone: this.#parts.world.phoneNumber() ?? undefined };
  }
}

/** A group that our own number is in. */
export async function joinedGroup(groupId: GroupId, world: World): Promise<KeptGroup> {
  const group = await world.findGroup(groupId);
  if (!group) throw new ChannelError('not_sent', 'chat_not_found', 'There is no such group.');
  if (group.me === 'out') throw new ChannelError('not_sent', 'not_a_member', 'This number is not in the group.');
  return group;
}

function addMembers(group: KeptGroup, people: readonly PersonId[], world: World): ParticipantResult[] {
  return people.map((person) => {
    const outcome = canBeAdded(group, person, world);
    if (outcome === 'done') group.members.push({ id: person, admin: false });
    if (outcome === 'invite_needed' && !group.requests.includes(person)) group.requests.push(person);
    return { person, outcome };
  });
}

function answerRequests(group: KeptGroup, people: readonly PersonId[], answer: 'approve' | 'reject'): ParticipantResult[] {
  return people.map((person) => {
    if (!group.requests.includes(person)) return { person, outcome: 'no_request' };
    group.requests.splice(group.requests.indexOf(person), 1);
    if (answer === 'approve') group.members.push({ id: person, admin: false });
    return { person, outcome: 'done' };
  });
}

function changeMembers(group: KeptGroup, change: 'remove' | 'promote' | 'demote', people: readonly PersonId[]): ParticipantResult[] {
  return people.map((person) => {
    const member = group.members.find(({ id }) => id === person);
    if (!member) return { person, outcome: 'not_a_member' };
    if (change === 'remove') group.members.splice(group.members.indexOf(member), 1);
    else if (member.admin === (change === 'promote')) return { person, outcome: 'already' };
    else member.admin = change === 'promote';
    return { person, outcome: 'done' };
  });
}

/** A group nobody has joined yet. */
export function newGroup(groupId: GroupId, subject: string, me: KeptGroup['me'], random: Random): KeptGroup {
  return { groupId, subject, description: '', members: [], me, invite: newInvite(random), requests: [] };
}

const heardAs = { add: 'joined', remove: 'left', promote: 'promoted', demote: 'demoted' } as const;

/** Nothing is told of a change that changed nobody. */
function told(change: Change): Change[] {
  return change.people?.length === 0 ? [] : [change];
}

function doneBy(results: readonly ParticipantResult[]) {
  return results.filter(({ outcome }) => outcome === 'done').map(({ person }) => personOf(person));
}

function canBeAdded(group: KeptGroup, person: PersonId, world: World): Outcome {
  if (group.members.some(({ id }) => id === person)) return 'already';
  if (!hasWhatsApp(person, world)) return 'not_registered';
  return mannerOf(person)?.joinsGroups === false ? 'invite_needed' : 'done';
}

function asGroup({ groupId, subject, description, members, me }: KeptGroup, world: World): Group {
  const others = members.map(({ id, admin }) => ({ person: personOf(id), admin }));
  const phone = world.phoneNumber();
  const self = phone === null ? [] : [{ person: { phone }, admin: me === 'admin' }];
  return { groupId, subject, description, participants: [...self, ...others], admin: me === 'admin' };
}

function newInvite(random: Random): string {
  return Array.from({ length: 22 }, () => Math.floor(random() * 36).toString(36)).join('');
}

function newGroupId(random: Random): GroupId {
  return `1203630${String(Math.floor(random() * 1e11)).padStart(11, '0')}@g.us`;
}
