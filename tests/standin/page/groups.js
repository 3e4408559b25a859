// Groups: their facts, the people in them, and what may be changed.
import { config } from './config.js';
import { Chat, chatFromWire, GroupMetadata } from './collections.js';
import { learn } from './contacts.js';
import { serverError } from './errors.js';
import { Collection, Model } from './models.js';
import { define } from './registry.js';
import { call, onNews } from './wire.js';
import { createWid } from './wid.js';

class GroupMetadataModel extends Model {
  iAmAdmin() {
    return this.participants.some(({ isMe, isAdmin }) => isMe && isAdmin);
  }
}

const asWidList = (list) => list.map(({ id, ...rest }) => ({ id: createWid(id), ...rest }));

function facts({ participants, membershipApprovalRequests, owner, ...rest }) {
  for (const { phone, lid } of participants) learn({ phone, lid });
  const people = new Collection();
  people.add(asWidList(participants), { silent: true });
  const requests = new Collection();
  requests.add(asWidList(membershipApprovalRequests), { silent: true });
  return { ...rest, owner: createWid(owner), participants: people, membershipApprovalRequests: requests };
}

GroupMetadata.modelClass = GroupMetadataModel;
GroupMetadata.take = (id, group) => {
  const known = GroupMetadata.get(id);
  return known ? known.set(facts(group)) : GroupMetadata.add({ id: createWid(id), ...facts(group) });
};
GroupMetadata.update = async (wid) => GroupMetadata.take(String(wid), await call('group', { group: String(wid) }));

onNews('group', ({ chat }) => {
  const known = Chat.get(chat.id) ?? Chat.add(chatFromWire(chat));
  GroupMetadata.take(chat.id, chat.group);
  known.set('name', chat.name);
});

/** A change of several people at once; the ones that the page could not find were dropped before. */
const changeParticipants = (change) => async (chat, participants) => {
  if (participants.length === 0) {
    if (config.changes.groupParticipants) return;
    throw serverError(400, 'no participants');
  }
  await call('changeParticipants', { group: String(chat.id), change, people: participants.map(({ id }) => String(id)) });
};

async function setGroupDescription(...given) {
  const [first] = given;
  const named = { groupWid: first, desc: given[1], newDescId: given[2], prevDescId: given[3] };
  const { groupWid, desc, newDescId } = config.changes.groupDescriptions ? first : named;
  await call('setDescription', { group: groupWid.toJid(), desc: desc ?? '', newDescId });
}

async function sendAddParticipantsRPC({ participantArgs, iqTo }) {
  const { code, inviteCode } = await call('addParticipant', { group: iqTo, id: participantArgs[0].participantJid });
  const error = {
    name: inviteCode ? 'ParticipantRequestCodeCanBeSent' : 'ParticipantError',
    value: { error: String(code), addRequestCode: inviteCode, addRequestExpiration: Math.floor(Date.now() / 1000) + 259_200 },
  };
  const mixin = { value: { addParticipantsParticipantMixins: code === 200 ? undefined : error } };
  const named = { addParticipantsParticipantAddedOrNonRegisteredWaUserParticipantErrorLidResponseMixinGroup: mixin };
  return { name: 'AddParticipantsResponseSuccess', value: { addParticipant: [named] } };
}

async function sendMembershipRequestsActionRPC({ iqTo, approveArgs, rejectArgs }) {
  const [{ participantJid }] = (approveArgs ?? rejectArgs).participantArgs;
  const error = await call('answerJoinRequest', { group: iqTo, id: participantJid, approve: Boolean(approveArgs) });
  const mixin = error ? { value: { error: String(error) } } : undefined;
  const participant = approveArgs
    ? { jid: participantJid, membershipRequestsActionAcceptParticipantMixins: mixin }
    : { jid: participantJid, membershipRequestsActionRejectParticipantMixins: mixin };
  const answer = approveArgs ? 'membershipRequestsActionApprove' : 'membershipRequestsActionReject';
  return { name: 'MembershipRequestsActionResponseSuccess', value: { [answer]: { participant: [participant] } } };
}

async function createGroup({ title }, participants) {
  const people = participants.map(({ phoneNumber }) => String(phoneNumber));
  const made = await call('createGroup', { subject: title, people });
  return {
    wid: createWid(made.id),
    subject: made.subject,
    participants: made.participants.map(({ id, inviteCode, ...rest }) => ({
      wid: createWid(id),
      ...rest,
      ...(inviteCode ? { invite_code: inviteCode, invite_code_exp: String(Math.floor(Date.now() / 1000) + 259_200) } : {}),
    })),
  };
}

async function join(code) {
  return { gid: createWid(await call('join', { code })) };
}

async function findCommonGroups(contact) {
  const ids = await call('commonGroups', { id: String(contact.id) });
  const groups = new Collection();
  groups.add(
    ids.map((id) => ({ id: createWid(id) })),
    { silent: true },
  );
  contact.set('commonGroups', groups);
  return true;
}

define('WAWebGroupQueryJob', {
  queryAndUpdateGroupMetadataById: ({ id }) => GroupMetadata.update(id),
  async queryGroupInvite(code) {
    const { id, owner, participants, ...rest } = await call('inviteInfo', { code });
    return { id: createWid(id), owner: createWid(owner), participants: asWidList(participants), ...rest };
  },
  resetGroupInviteCode: async (wid) => ({ code: await call('resetInviteCode', { group: String(wid) }) }),
});
define('WAWebMexFetchGroupInviteCodeJob', { fetchMexGroupInviteCode: (id) => call('inviteCode', { group: String(id) }) });
define('WAWebGroupInviteJob', { joinGroupViaInvite: join });
define('WAWebGroupInviteV4Job', { joinGroupViaInviteV4: (code) => join(code) });
define('WAWebGroupModifyInfoJob', {
  setGroupSubject: (wid, subject) => call('setSubject', { group: wid.toJid(), subject }),
  setGroupDescription,
});
define('WAWebSetPropertyGroupAction', {
  setGroupProperty: (chat, property, value) => call('setProperty', { group: String(chat.id), property, value }),
});
define('WAWebModifyParticipantsGroupAction', {
  removeParticipants: changeParticipants('remove'),
  promoteParticipants: changeParticipants('promote'),
  demoteParticipants: changeParticipants('demote'),
});
define('WASmaxGroupsAddParticipantsRPC', { sendAddParticipantsRPC });
define('WASmaxGroupsMembershipRequestsActionRPC', { sendMembershipRequestsActionRPC });
define('WAWebApiMembershipApprovalRequestStore', {
  async getMembershipApprovalRequests(wid) {
    const requests = await call('joinRequests', { group: String(wid) });
    return requests.map(({ id, t }) => ({
      id: createWid(id),
      addedBy: createWid(id),
      parentGroupId: null,
      requestMethod: 'InviteLink',
      t,
    }));
  },
});
define('WAWebGroupCreateJob', { createGroup });
define('WAWebChatSendMessages', {
  async sendGroupInviteMessage(chat, group, subject, code, expiry, comment) {
    await call('sendInvite', { to: String(chat.id), group, subject, code, comment });
    return { messageSendResult: 'OK' };
  },
});
define('WAWebExitGroupAction', { sendExitGroup: (chat) => call('leaveGroup', { group: String(chat.id) }) });
define('WAWebFindCommonGroupsContactAction', { findCommonGroups });
