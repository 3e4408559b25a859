import { findChat, refusal } from '../page/parts.ts';
import type { PageWindow, Participant } from '../page/whatsapp.ts';

declare const window: PageWindow;

/**
 * Repair 5: the library drops whom it does not find in the group and answers 200 for everyone. Says for each person asked
 * for, in their order, whether it was done. Runs in the page.
 */
export async function changeMembers(
  groupId: string,
  change: 'remove' | 'promote' | 'demote',
  people: readonly string[],
): Promise<('done' | 'already' | 'not_a_member')[]> {
  await window.require('WAWebGroupQueryJob').queryAndUpdateGroupMetadataById({ id: groupId });
  const chat = await findChat(groupId);
  const members = chat.groupMetadata?.participants;
  if (!members) throw refusal('chat_not_found', 'This is not a group.');
  if (chat.iAmAdmin && !chat.iAmAdmin()) throw refusal('not_an_admin', 'Only admins of the group can do that.');

  const find = async (id: string): Promise<Participant | undefined> => {
    const { lid, phone } = await window.WWebJS.enforceLidAndPnRetrieval(id);
    return members.get(id) ?? (lid && members.get(lid._serialized)) ?? (phone && members.get(phone._serialized));
  };
  const found = await Promise.all(people.map(find));
  const isAdmin = (member: Participant) => member.isAdmin === true || member.isSuperAdmin === true;
  const isSo = (member: Participant) => change !== 'remove' && isAdmin(member) === (change === 'promote');
  const outcomes = found.map((member) => (!member ? 'not_a_member' : isSo(member) ? 'already' : 'done'));
  const changing = found.filter((member, index): member is Participant => member !== undefined && outcomes[index] === 'done');
  const action = window.require('WAWebModifyParticipantsGroupAction');
  if (changing.length > 0) await action[`${change}Participants`](chat, changing);
  return outcomes;
}
