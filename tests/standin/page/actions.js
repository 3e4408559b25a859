// What is done to messages that are there: reactions, votes, edits, taking back, stars, pins, forwards, earlier ones.
import { Chat, Msg, takeMessage } from './collections.js';
import { Collection, Model } from './models.js';
import { define, requireModule } from './registry.js';
import { Cmd, me } from './socket.js';
import { takeBack } from './receiving.js';
import { call, onNews } from './wire.js';
import { createWid, MsgKey } from './wid.js';

const EDIT_WINDOW_S = 15 * 60;
const pins = [];

const isText = ({ type }) => type === 'chat';
const isFresh = ({ t }) => Date.now() / 1000 - t < EDIT_WINDOW_S;

define('WAWebMsgActionCapability', {
  canSenderRevokeMsg: ({ id, type }) => id.fromMe && type !== 'revoked',
  canAdminRevokeMsg: ({ id }) => id.remote.isGroup() && (Chat.get(id.remote)?.iAmAdmin() ?? false),
  canStarMsg: ({ isNotification }) => !isNotification,
  canEditText: (message) => message.id.fromMe && isText(message) && isFresh(message),
  canEditCaption: (message) => message.id.fromMe && Boolean(message.directPath) && isFresh(message),
});
define('WAWebSendMessageEditAction', {
  async sendMessageEdit(message, body) {
    await call('edit', { id: String(message.id), body });
    const changes = message.directPath ? { caption: body } : { body };
    message.set({ ...changes, latestEditMsgKey: message.id, latestEditSenderTimestampMs: Date.now() });
  },
});

async function star(messages, starred) {
  await call('star', { ids: messages.map(({ id }) => String(id)), starred });
  for (const message of messages) message.set('star', starred);
}
Object.assign(Cmd, {
  async sendRevokeMsgs(chat, { list }) {
    for (const message of list) {
      await call('revoke', { id: String(message.id) });
      takeBack(message, message.id.fromMe ? 'sender' : 'admin');
    }
  },
  async sendDeleteMsgs(chat, { list }) {
    for (const { id } of list) await call('remove', { id: String(id) });
  },
  sendStarMsgs: (chat, messages) => star(messages, true),
  sendUnstarMsgs: (chat, messages) => star(messages, false),
  archiveChat: (chat, archive) => changeChat(chat, { archive }),
  pinChat: (chat, pinned) => changeChat(chat, { pin: pinned ? Math.floor(Date.now() / 1000) : 0 }),
  markChatUnread: (chat) => changeChat(chat, { unreadCount: -1 }),
});
async function changeChat(chat, changes) {
  await call('changeChat', { chat: String(chat.id), changes });
  chat.set(changes);
}

// Reactions and votes are kept by the server and told through the tables that the library listens at.
class ReactionsCollection extends Collection {
  async find(id) {
    const given = await call('reactions', { id: String(id) });
    const reactions = new Collection();
    for (const { emoji, sender, at } of given) {
      const isOwn = sender === String(me.phone) || sender === String(me.lid);
      const group = reactions.add({ id: emoji, aggregateEmoji: emoji, hasReactionByMe: false, senders: [] });
      const one = { msgKey: `${id}_${sender}`, parentMsgKey: String(id), senderUserJid: sender, reactionText: emoji, timestamp: at };
      group.set({ senders: [...group.senders, one], hasReactionByMe: group.hasReactionByMe || isOwn });
    }
    return { id, reactions };
  }
}
const tables = {
  reactionTableMode: {
    bulkUpsert: async (reactions) => {
      for (const { reactionParentKey } of reactions) Msg.get(reactionParentKey)?.set('hasReaction', true);
    },
  },
  pollVoteTableMode: { bulkUpsert: async () => {} },
};
define('WAWebCollections', { Reactions: new ReactionsCollection() });
define('WAWebAddonReactionTableMode', { reactionTableMode: tables.reactionTableMode });
define('WAWebAddonPollVoteTableMode', { pollVoteTableMode: tables.pollVoteTableMode });

onNews('reaction', ({ id, parent, emoji, sender, at, ack }) => {
  const reaction = {
    id: MsgKey.fromString(id),
    reactionParentKey: MsgKey.fromString(parent),
    reactionText: emoji,
    reactionTimestamp: at,
    read: false,
    ack,
    orphan: 0,
    from: createWid(sender),
    author: createWid(sender),
  };
  void tables.reactionTableMode.bulkUpsert([reaction]);
});
onNews('vote', ({ id, parent, options, sender, at }) => {
  const vote = {
    id: MsgKey.fromString(id),
    pollUpdateParentKey: MsgKey.fromString(parent),
    selectedOptionLocalIds: options,
    from: createWid(sender),
    author: createWid(sender),
    t: at,
    senderTimestampMs: at,
  };
  void tables.pollVoteTableMode.bulkUpsert([vote]);
});

define('WAWebSendReactionMsgAction', {
  sendReactionToMsg: (message, emoji) => call('react', { id: String(message.id), emoji: emoji ?? '' }),
});
define('WAWebPollsSendVoteMsgAction', {
  sendVote: (message, localIds) => call('vote', { id: String(message.id), options: [...localIds] }),
});

define('WAWebPollsVotesSchema', {
  getTable: () => ({
    async equals(fields, id) {
      const given = await call('votes', { id });
      return given.map(({ sender, options, at }) => ({
        parentMsgKey: id,
        sender: createWid(sender),
        selectedOptionLocalIds: options,
        senderTimestampMs: at,
      }));
    },
  }),
});
define('WAWebPinInChatSchema', { getTable: () => ({ equals: async (fields, id) => pins.filter(({ chatId }) => chatId === id) }) });
define('WAWebPinMsgConstants', { getPinExpiryDuration: () => 604_800 });
define('WAWebSendPinMessageAction', {
  async sendPinInChatMsg(message, action) {
    const durationS = requireModule('WAWebPinMsgConstants').getPinExpiryDuration();
    await call('pin', { id: String(message.id), pinned: action === 1, durationS });
    pins.push({ chatId: String(message.id.remote), pinType: action, parentMsgKey: String(message.id) });
    return { messageSendResult: 'OK' };
  },
});

define('WAWebChatForwardMessage', {
  async forwardMessages({ chat, msgs }) {
    for (const message of msgs) {
      const id = new MsgKey({ from: me.phone, to: chat.id, id: await MsgKey.newId(), selfDir: 'out' });
      const { id: _id, ack: _ack, star: _star, ...rest } = message;
      const copy = Object.fromEntries(
        Object.entries(rest)
          .filter(([key]) => key.startsWith('__x_'))
          .map(([key, value]) => [key.slice(4), value]),
      );
      const forwarded = { ...copy, id, ack: 0, from: me.phone, to: chat.id, self: 'out', isNewMsg: true, isForwarded: true, star: false };
      const [, sent] = requireModule('WAWebSendMsgChatAction').addAndSendMsgToChat(chat, {
        ...forwarded,
        t: Math.floor(Date.now() / 1000),
        forwardingScore: (message.forwardingScore ?? 0) + 1,
      });
      await sent;
    }
  },
});
define('WAWebApiMessageInfoStore', {
  queryMsgInfo: (key) => call('messageInfo', { id: String(key) }),
});
define('WAWebQuotedMsgModelUtils', {
  getQuotedMsgObj(message) {
    if (!message?.quotedMsg) return undefined;
    const fromMe = String(message.quotedParticipant) === String(me.phone) || String(message.quotedParticipant) === String(me.lid);
    const inGroup = message.id.remote.isGroup();
    const id = new MsgKey({
      fromMe,
      remote: message.id.remote,
      id: message.quotedStanzaID,
      participant: inGroup ? message.quotedParticipant : undefined,
    });
    return Msg.get(id) ?? new Model({ ...message.quotedMsg, id, from: message.quotedParticipant, to: message.to });
  },
});
define('WAWebChatLoadMessages', {
  async loadEarlierMsgs({ chat }) {
    const oldest = chat.msgs.getModelsArray().sort((one, other) => one.t - other.t)[0];
    const earlier = await call('earlier', { chat: String(chat.id), before: oldest && String(oldest.id) });
    return earlier.filter(({ id }) => !Msg.get(id)).map((message) => takeMessage(message, { isNew: false }));
  },
});
define('WAWebSendNonMessageDataRequest', {
  sendPeerDataOperationRequest: (kind, { chatId }) => call('historyRequest', { chat: String(chatId) }),
});
define('WAWebNonMessageDataRequestPlaceholderMessageResendUtils', {
  handlePlaceholderMsgsSeen: (messages) => call('resend', { ids: messages.map(({ id }) => String(id)) }),
});
define('WAWebChatClearBridge', {
  async sendClear(chat) {
    await call('clearChat', { chat: String(chat.id) });
    for (const message of chat.msgs.getModelsArray()) {
      chat.msgs.remove(message);
      Msg.remove(message);
    }
  },
});
define('WAWebDeleteChatAction', {
  async sendDelete(chat) {
    await call('deleteChat', { chat: String(chat.id) });
    Chat.remove(chat);
  },
});
