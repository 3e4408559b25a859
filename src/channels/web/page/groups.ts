import { findChat, isGroupChat, isMember, otherWid, ownWids, refusal } from './parts.ts';
import type { ChatModel, PageWindow, Wid } from './whatsapp.ts';

declare const window: PageWindow;

// All of these run in the page.

export type PageGroup = {
  wid: string;
  subject: string;
  description: string;
  participants: { wid: string; other: string | null; admin: boolean }[];
  admin: boolean;
};

export async function readGroups(groupId: string | null): Promise<PageGroup[]> {
  const { Chat, GroupMetadata, WAWebGroupMetadataCollection } = window.require('WAWebCollections');
  const metadata = GroupMetadata ?? WAWebGroupMetadataCollection;
  const chats = groupId === null ? Chat.getModelsArray().filter((chat) => isGroupChat(chat)) : [await findChat(groupId)];
  const groups: PageGroup[] = [];
  for (const chat of chats) {
    if (groupId !== null || !chat.groupMetadata?.participants.getModelsArray().length)
      await metadata?.update(chat.id).catch(() => undefined);
    if (isMember(chat, ownWids())) groups.push(model(chat));
  }
  return groups;

  function model(chat: ChatModel): PageGroup {
    const people = chat.groupMetadata?.participants.getModelsArray() ?? [];
    const mine = new Set(ownWids().map((wid) => wid._serialized));
    const participants = people.map((one) => ({
      wid: one.id._serialized,
      other: otherWid(one.id)?._serialized ?? null,
      admin: one.isAdmin === true || one.isSuperAdmin === true,
    }));
    return {
      wid: chat.id._serialized,
      subject: chat.groupMetadata?.subject ?? chat.name ?? chat.formattedTitle ?? '',
      description: chat.groupMetadata?.desc ?? '',
      participants,
      admin: participants.some(({ wid, admin }) => admin && mine.has(wid)),
    };
  }
}

/** An error number for each person asked for, in their order; 200 for whoever is in it now. */
export async function createGroup(subject: string, people: readonly string[]): Promise<{ wid: string; codes: number[] }> {
  const { createWid } = window.require('WAWebWidFactory');
  const { queryWidExists } = window.require('WAWebQueryExistsJob');
  const wids = people.map((id) => createWid(id));
  const exist = await Promise.all(wids.map(async (wid) => Boolean((await queryWidExists(wid))?.wid)));
  const invited = wids
    .filter((_, index) => exist[index])
    .map((wid) => ({ phoneNumber: wid.server === 'lid' ? (otherWid(wid) ?? wid) : wid }));
  const options = {
    addressingModeOverride: 'lid',
    memberAddMode: false,
    membershipApprovalMode: false,
    announce: false,
    restrict: false,
    ephemeralDuration: 0,
    title: subject,
  };
  const made = await window.require('WAWebGroupCreateJob').createGroup(options, invited);
  const errors = new Map<string, number>();
  for (const { wid, error } of made.participants) {
    for (const name of [wid, otherWid(wid)]) if (name) errors.set(name._serialized, Number(error ?? 200));
  }
  const codeOf = (wid: Wid) => errors.get(wid._serialized) ?? errors.get(otherWid(wid)?._serialized ?? '') ?? 200;
  return { wid: made.wid._serialized, codes: wids.map((wid, index) => (exist[index] ? codeOf(wid) : 404)) };
}

export async function addMembers(groupId: string, people: readonly string[]): Promise<number[]> {
  const { createWid } = window.require('WAWebWidFactory');
  const { queryWidExists } = window.require('WAWebQueryExistsJob');
  await window.require('WAWebGroupQueryJob').queryAndUpdateGroupMetadataById({ id: groupId });
  const chat = await findChat(groupId);
  if (chat.iAmAdmin && !chat.iAmAdmin()) throw refusal('not_an_admin', 'Only admins of the group can do that.');
  const codes: number[] = [];
  for (const id of people) {
    const wid = createWid(id);
    const found = await queryWidExists(wid);
    if (isMember(chat, [wid, otherWid(wid)])) codes.push(409);
    else if (!found?.wid) codes.push(404);
    else
      codes.push(
        (await window.WWebJS.getAddParticipantsRpcResult(chat.id, wid.server === 'lid' ? (otherWid(wid) ?? wid) : wid)).code ?? 500,
      );
  }
  return codes;
}

export async function setSubject(groupId: string, subject: string): Promise<void> {
  const chat = await findChat(groupId);
  await window.require('WAWebGroupModifyInfoJob').setGroupSubject(chat.id, subject);
}

export async function setDescription(groupId: string, description: string): Promise<void> {
  const chat = await findChat(groupId);
  const newId = await window.require('WAWebMsgKey').newId();
  await window.require('WAWebGroupModifyInfoJob').setGroupDescription(chat.id, description, newId, chat.groupMetadata?.descId);
}

export async function inviteCode(groupId: string, renew: boolean): Promise<string> {
  const chat = await findChat(groupId);
  const answer = renew
    ? await window.require('WAWebGroupQueryJob').resetGroupInviteCode(chat.id)
    : await window.require('WAWebMexFetchGroupInviteCodeJob').fetchMexGroupInviteCode(groupId);
  const code = typeof answer === 'string' ? answer : answer?.code;
  if (!code) throw refusal('not_an_admin', 'WhatsApp gives no invite link of this group to this number.');
  return code;
}

export async function joinGroup(code: string): Promise<string | null> {
  return (await window.require('WAWebGroupInviteJob').joinGroupViaInvite(code))?.gid?._serialized ?? null;
}

export async function leaveGroup(groupId: string): Promise<void> {
  await window.require('WAWebExitGroupAction').sendExitGroup(await findChat(groupId));
}

export async function readJoinRequests(groupId: string): Promise<string[]> {
  const chat = await findChat(groupId);
  const requests = await window.require('WAWebApiMembershipApprovalRequestStore').getMembershipApprovalRequests(chat.id);
  return (requests ?? []).map(({ id }) => id._serialized);
}

export type RequestOutcome = 'done' | 'no_request' | 'refused';

export async function answerRequests(groupId: string, people: readonly string[], approve: boolean): Promise<RequestOutcome[]> {
  const { createWid } = window.require('WAWebWidFactory');
  const store = window.require('WAWebApiMembershipApprovalRequestStore');
  const requests = (await store.getMembershipApprovalRequests(createWid(groupId))) ?? [];
  const waiting = new Set(requests.map(({ id }) => id._serialized));
  const found = people.map((id) => [createWid(id), otherWid(createWid(id))].find((wid) => wid && waiting.has(wid._serialized)));
  const ids = found.flatMap((wid) => (wid ? [wid._serialized] : []));
  const answers = ids.length > 0 ? await window.WWebJS.membershipRequestAction(groupId, approve ? 'Approve' : 'Reject', ids, null) : [];
  const wentWell = (wid: Wid) => {
    const names = [wid, otherWid(wid)].map((name) => name?._serialized);
    return answers.some(
      ({ requesterId, error, message }) => names.includes(requesterId) && error === undefined && message !== 'ServerStatusCodeError',
    );
  };
  return found.map((wid) => (!wid ? 'no_request' : wentWell(wid) ? 'done' : 'refused'));
}
