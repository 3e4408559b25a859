import { randomBytes, randomInt } from 'node:crypto';
import { note, Refusal, text, texts } from './answers.ts';
import type { Answers, Asked } from './answers.ts';
import { openChat, wireChat, wireGroup } from './chats.ts';
import { arrive } from './posting.ts';
import type { Group, World } from './world.ts';
import { now } from './world.ts';

/** What is to be in a new group. */
export type NewGroup = {
  subject: string;
  owner: string;
  participants?: string[];
  admins?: string[];
  approval?: boolean;
  announce?: boolean;
  /** Nobody is told that it was made, so that its chat is empty. */
  quiet?: boolean;
};

/** Makes a group; every account in it gets its chat. */
export function makeGroup(
  world: World,
  { subject, owner, participants = [], admins = [], approval = false, announce = false, quiet = false }: NewGroup,
): Group {
  const founder = world.people.find(owner).phone;
  const group: Group = {
    id: `1203630${randomInt(10 ** 10, 10 ** 11)}@g.us`,
    subject,
    desc: null,
    descId: null,
    owner: founder,
    creation: now(),
    inviteCode: newInviteCode(),
    announce,
    restrict: false,
    memberAddMode: 'admin_add',
    membershipApprovalMode: approval,
    participants: new Map([[founder, { admin: true, superadmin: true }]]),
    requests: new Map(),
    picture: null,
  };
  for (const id of [...participants, ...admins]) {
    const { phone } = world.people.find(id);
    if (phone !== founder) group.participants.set(phone, { admin: admins.includes(id), superadmin: false });
  }
  world.groups.set(group.id, group);
  if (!quiet) tellGroup(world, group, { by: founder, subtype: 'create', people: [], body: subject });
  return group;
}

export const newInviteCode = () => randomBytes(16).toString('base64url').slice(0, 22);

export type GroupChange = { by: string; subtype: string; people: string[]; body?: string };

/** Tells every account in the group (and who just left it) what it is like now, and what was done. */
function tellGroup(world: World, group: Group, { by, subtype, people, body }: GroupChange): void {
  const phones = new Set([...group.participants.keys(), ...people.map((id) => world.people.find(id).phone)]);
  for (const phone of phones) {
    const account = world.accounts.get(phone);
    if (!account) continue;
    world.tell(account, { kind: 'group', chat: wireChat(world, account, openChat(world, account, group.id)) });
    const byLid = world.settings.chatsBy === 'lid';
    const recipients = people.map((id) => (byLid ? world.people.find(id).lid : world.people.find(id).phone));
    arrive(world, account, { from: by, group: group.id, type: 'gp2', subtype, recipients, ...(body === undefined ? {} : { body }) });
  }
}

/** Something changes in a group, whoever did it. */
export function changeGroup(world: World, id: string, change: Partial<GroupChange> & { by: string; subtype: string }): void {
  const group = groupOf(world, id);
  const people = (change.people ?? []).map((one) => world.people.find(one).phone);
  const deeds: Record<string, () => void> = {
    add: () => people.forEach((phone) => group.participants.set(phone, { admin: false, superadmin: false })),
    invite: () => deeds['add']?.(),
    remove: () => people.forEach((phone) => group.participants.delete(phone)),
    leave: () => group.participants.delete(world.people.find(change.by).phone),
    promote: () => people.forEach((phone) => group.participants.set(phone, { admin: true, superadmin: false })),
    demote: () => people.forEach((phone) => group.participants.set(phone, { admin: false, superadmin: false })),
    subject: () => (group.subject = change.body ?? ''),
    description: () => Object.assign(group, { desc: change.body || null, descId: change.body ? newInviteCode() : null }),
    announce: () => (group.announce = change.body === 'on'),
    restrict: () => (group.restrict = change.body === 'on'),
    membership_approval_request: () => people.forEach((phone) => group.requests.set(phone, now())),
  };
  deeds[change.subtype]?.();
  for (const phone of people) if (group.participants.has(phone)) group.requests.delete(phone);
  tellGroup(world, group, { ...change, people: change.subtype === 'leave' ? [change.by] : people });
}

export function groupOf(world: World, id: string): Group {
  const group = world.groups.get(id);
  if (!group) throw new Refusal(404, `there is no group ${id}`);
  return group;
}

/** The group, for an account that may change it. */
function changeable({ world, account, given }: Asked, { adminsOnly = true } = {}): Group {
  const group = groupOf(world, text(given['group']));
  const own = group.participants.get(account.phone);
  if (!own) throw new Refusal(403, 'not a participant');
  if (adminsOnly && !own.admin) throw new Refusal(401, 'no admin');
  return group;
}

/** What a linked browser asks of groups. */
export const groupAnswers: Answers = {
  group: ({ world, account, given }) => wireGroup(world, account, groupOf(world, text(given['group']))),
  createGroup: (asked) => createFor(asked),
  changeParticipants: (asked) => {
    const group = changeable(asked);
    const [change, people] = [text(asked.given['change']), texts(asked.given['people'])];
    note(asked, 'changeParticipants', asked.given);
    changeGroup(asked.world, group.id, { by: asked.account.phone, subtype: change, people });
  },
  addParticipant: (asked) => addParticipant(asked, changeable(asked)),
  setSubject: (asked) => {
    const group = changeable(asked, { adminsOnly: false });
    if (group.restrict) changeable(asked);
    note(asked, 'setSubject', asked.given);
    changeGroup(asked.world, group.id, { by: asked.account.phone, subtype: 'subject', body: text(asked.given['subject']) });
  },
  setDescription: (asked) => {
    const group = changeable(asked, { adminsOnly: false });
    note(asked, 'setDescription', asked.given);
    changeGroup(asked.world, group.id, { by: asked.account.phone, subtype: 'description', body: text(asked.given['desc']) });
    group.descId = text(asked.given['newDescId']) || null;
  },
  setProperty: (asked) => {
    const group = changeable(asked);
    const { property, value } = asked.given;
    note(asked, 'setProperty', asked.given);
    if (property === 'member_add_mode') group.memberAddMode = value === 0 ? 'admin_add' : 'all_member_add';
    else {
      const subtype = property === 'announcement' ? 'announce' : text(property);
      changeGroup(asked.world, group.id, { by: asked.account.phone, subtype, body: value === 1 ? 'on' : 'off' });
    }
  },
  inviteCode: (asked) => changeable(asked).inviteCode,
  resetInviteCode: (asked) => (changeable(asked).inviteCode = newInviteCode()),
  inviteInfo: (asked) => {
    const group = invitedTo(asked);
    return { ...wireGroup(asked.world, asked.account, group), id: group.id, size: group.participants.size };
  },
  join: (asked) => {
    const group = invitedTo(asked);
    const { phone } = asked.account;
    note(asked, 'join', { group: group.id });
    if (group.membershipApprovalMode) group.requests.set(phone, now());
    else changeGroup(asked.world, group.id, { by: phone, subtype: 'invite', people: [phone] });
    return group.id;
  },
  leaveGroup: (asked) => {
    const group = changeable(asked, { adminsOnly: false });
    note(asked, 'leaveGroup', asked.given);
    changeGroup(asked.world, group.id, { by: asked.account.phone, subtype: 'leave' });
  },
  joinRequests: (asked) => wireGroup(asked.world, asked.account, changeable(asked))['membershipApprovalRequests'],
  answerJoinRequest: (asked) => {
    const group = changeable(asked);
    const { phone } = asked.world.people.find(text(asked.given['id']));
    note(asked, 'answerJoinRequest', asked.given);
    if (!group.requests.delete(phone)) return 404;
    if (asked.given['approve'] === true) changeGroup(asked.world, group.id, { by: asked.account.phone, subtype: 'add', people: [phone] });
    return null;
  },
  sendInvite: (asked) => note(asked, 'sendInvite', asked.given),
  commonGroups: ({ world, given }) => {
    const { phone } = world.people.find(text(given['id']));
    return [...world.groups.values()].filter(({ participants }) => participants.has(phone)).map(({ id }) => id);
  },
};

function invitedTo({ world, given }: Asked): Group {
  const group = [...world.groups.values()].find(({ inviteCode }) => inviteCode === given['code']);
  if (!group) throw new Refusal(410, 'this invite is not valid any more');
  return group;
}

/** Says how it went by the code that WhatsApp uses for it, and the invite for whoever must be asked. */
function addParticipant(asked: Asked, group: Group): { code: number; inviteCode?: string } {
  const { world, account, given } = asked;
  const person = world.people.find(text(given['id']));
  note(asked, 'addParticipant', given);
  if (!person.registered) return { code: 404 };
  if (group.participants.has(person.phone)) return { code: 409 };
  if (person.invitesOnly) return { code: 403, inviteCode: newInviteCode() };
  changeGroup(world, group.id, { by: account.phone, subtype: 'add', people: [person.phone] });
  return { code: 200 };
}

function createFor(asked: Asked): unknown {
  const { world, account, given } = asked;
  const people = texts(given['people']).map((id) => world.people.find(id));
  note(asked, 'createGroup', given);
  const joining = people.filter(({ invitesOnly, phone }) => !invitesOnly && phone !== account.phone).map(({ phone }) => phone);
  const group = makeGroup(world, { subject: text(given['subject']), owner: account.phone, participants: joining });
  const invited = people
    .filter(({ invitesOnly }) => invitesOnly)
    .map(({ phone }) => ({ id: phone, error: 403, inviteCode: newInviteCode() }));
  const joined = [...group.participants].map(([id, { superadmin }]) => ({ id, type: superadmin ? 'superadmin' : 'participant' }));
  return { id: group.id, subject: group.subject, participants: [...joined, ...invited] };
}
