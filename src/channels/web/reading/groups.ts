import type { Group, Groups, ParticipantResult } from '../../contract.ts';
import type { GroupId, Person, PersonId } from '../../channels.schema.ts';
import { ChannelError } from '../../errors.ts';
import { personOfWid, widOf } from '../identities/wids.ts';
import {
  addMembers,
  answerRequests,
  createGroup,
  inviteCode,
  joinGroup,
  leaveGroup,
  readGroups,
  readJoinRequests,
  setDescription,
  setSubject,
} from '../page/groups.ts';
import type { PageGroup } from '../page/groups.ts';
import { changeMembers } from '../repairs/group-members.ts';
import type { WebSession } from '../session.ts';

const INVITE_LINK = 'https://chat.whatsapp.com/';
const CHANGES = { changes: true, withinMs: 60_000 };

/** WhatsApp's numbers for what became of a person. */
const OUTCOMES: Record<number, ParticipantResult['outcome']> = {
  200: 'done',
  403: 'invite_needed',
  404: 'not_registered',
  409: 'already',
};

/** Groups, with an answer for every person asked for. */
export function createGroups(session: WebSession): Groups {
  const find = async (groupId: GroupId): Promise<Group> => {
    const [found] = await session.page()(readGroups, [groupId]);
    if (!found) throw new ChannelError('not_sent', 'not_a_member', 'This number is not in this group.');
    return groupOf(found);
  };
  return {
    list: async () => (await session.page()(readGroups, [null], { withinMs: 60_000 })).map(groupOf),
    async create(subject, people) {
      const { wid, codes } = await session.page()(createGroup, [subject, people.map(widOf)], CHANGES);
      return { group: await find(wid), results: byPerson(people, codes) };
    },
    setSubject: (groupId, subject) => session.page()(setSubject, [groupId, subject], CHANGES),
    setDescription: (groupId, description) => session.page()(setDescription, [groupId, description], CHANGES),
    async changeParticipants(groupId, change, people) {
      const wids = people.map(widOf);
      if (change === 'add') return byPerson(people, await session.page()(addMembers, [groupId, wids], CHANGES));
      const outcomes = await session.page()(changeMembers, [groupId, change, wids], CHANGES);
      return people.map((person, index) => ({ person, outcome: outcomes[index] ?? 'refused' }));
    },
    inviteLink: async (groupId) => INVITE_LINK + (await session.page()(inviteCode, [groupId, false])),
    renewInviteLink: async (groupId) => INVITE_LINK + (await session.page()(inviteCode, [groupId, true], CHANGES)),
    join: async (inviteLink) => session.page()(joinGroup, [inviteLink.split('/').at(-1)?.split('?')[0] ?? ''], CHANGES),
    leave: (groupId) => session.page()(leaveGroup, [groupId], CHANGES),
    async joinRequests(groupId) {
      const wids = await session.page()(readJoinRequests, [groupId]);
      const people = await Promise.all(wids.map((wid) => session.ears.people().of(wid)));
      return people.filter((person): person is Person => person !== null);
    },
    async answerJoinRequests(groupId, people, answer) {
      const outcomes = await session.page()(answerRequests, [groupId, people.map(widOf), answer === 'approve'], CHANGES);
      return people.map((person, index) => ({ person, outcome: outcomes[index] ?? 'refused' }));
    },
  };
}

function byPerson(people: readonly PersonId[], codes: readonly number[]): ParticipantResult[] {
  return people.map((person, index) => ({ person, outcome: OUTCOMES[codes[index] ?? 0] ?? 'refused' }));
}

function groupOf({ wid, subject, description, participants, admin }: PageGroup): Group {
  const known = participants.flatMap(({ wid: id, other, admin: isAdmin }) => {
    const person = { ...(other !== null && personOfWid(other)), ...personOfWid(id) };
    return Object.keys(person).length > 0 ? [{ person, admin: isAdmin }] : [];
  });
  return { groupId: wid, subject, description, participants: known, admin };
}
