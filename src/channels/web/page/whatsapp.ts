/**
 * What we know of WhatsApp Web's page: the modules that the library looks up itself, as far as our page functions touch
 * them. Everything that some build lacks is optional here, so that the compiler asks what then.
 */
export type PageWindow = {
  require<Name extends keyof Modules>(name: Name): Modules[Name];
  Debug?: { VERSION?: string };
  WWebJS: Injected;
  /** What our own page functions keep between calls. */
  waxwing?: OwnState;
  /** Put there by the library; asks Node to take the page as synced. */
  onAppStateHasSyncedEvent?: () => Promise<void>;
  onAuthAppStateChangedEvent?: (state: string) => Promise<void>;
  waxwingHears?: (what: PageNews) => Promise<void>;
};

/** What the page tells by itself, beside the library's own events. */
export type PageNews = { news: 'state'; state: string; hasSynced: boolean } | { news: 'logout' } | { news: 'passkey' };

export type OwnState = {
  watched?: boolean;
  files: Record<string, Uint8Array<ArrayBuffer>[]>;
  downloads: Record<string, Uint8Array>;
  /** What became of messages on their way, by their serialised key. */
  sends: Record<string, Promise<SendResult>>;
};

export type Wid = {
  _serialized: string;
  user: string;
  server: string;
  isLid(): boolean;
  isGroup?: () => boolean;
  isStatus?: () => boolean;
};

export type MsgKey = {
  _serialized?: string;
  $1?: string;
  fromMe: boolean;
  remote: Wid | string;
  id: string;
  participant?: Wid | string;
  toJSON?: () => unknown;
};

export type Model = { serialize(): Record<string, unknown> };

export type Msg = Model & {
  id: MsgKey;
  type: string;
  body?: string;
  caption?: string;
  t: number;
  ack: number;
  from?: Wid;
  author?: Wid;
  star?: boolean;
  isNotification?: boolean;
  isNewMsg?: boolean;
  mimetype?: string;
  directPath?: string;
  encFilehash?: string;
  filehash?: string;
  mediaKey?: string;
  mediaKeyTimestamp?: number;
  mediaData?: { mediaStage: string };
  downloadMedia?: (options: object) => Promise<unknown>;
  latestEditMsgKey?: MsgKey;
};

export type Participant = Model & { id: Wid; isAdmin?: boolean; isSuperAdmin?: boolean };

export type ChatModel = Model & {
  id: Wid;
  name?: string;
  formattedTitle?: string;
  t?: number;
  unreadCount?: number;
  msgs: Collection<Msg>;
  isGroup?: boolean;
  iAmAdmin?: () => boolean;
  groupMetadata?: {
    subject?: string;
    desc?: string | null;
    descId?: string;
    isLidAddressingMode?: boolean;
    participants: Collection<Participant>;
    membershipApprovalRequests?: Collection<{ id: Wid }>;
  };
};

export type Contact = Model & {
  id: Wid;
  phoneNumber?: Wid;
  name?: string;
  pushname?: string;
  isBusiness?: boolean;
  isContactBlocked?: boolean;
};

export type Collection<Item> = {
  get(id: unknown): Item | undefined;
  getModelsArray(): Item[];
  find?: (id: unknown) => Promise<Item>;
  gadd?: (id: unknown, options?: object) => Item;
  on(event: string, listener: (...args: never[]) => void): void;
  off(event: string, listener: (...args: never[]) => void): void;
};

export type SendResult = { messageSendResult?: string; t?: number; [more: string]: unknown };

type MsgKeyClass = {
  new (parts: { from: Wid; to: Wid; id: string; participant?: Wid | undefined; selfDir: 'out' }): MsgKey;
  newId: () => Promise<string>;
  fromString?: (serialized: string) => MsgKey;
  prototype: MsgKey;
};

export type Modules = {
  WAWebCollections: {
    Msg: Collection<Msg> & { getMessagesById: (ids: string[]) => Promise<{ messages?: Msg[] } | undefined> };
    Chat: Collection<ChatModel> & { find: (id: unknown) => Promise<ChatModel> };
    Contact: Collection<Contact> & { find: (id: unknown) => Promise<Contact> };
    Blocklist: Collection<{ id: Wid }>;
    GroupMetadata?: { update: (id: Wid) => Promise<unknown> };
    WAWebGroupMetadataCollection?: { update: (id: Wid) => Promise<unknown> };
    ProfilePicThumb: { find: (id: unknown) => Promise<{ img?: string; imgFull?: string } | undefined> };
  };
  WAWebMsgKey: MsgKeyClass;
  WAWebWidFactory: { createWid: (id: string) => Wid; asUserWidOrThrow: (wid: Wid) => Wid };
  WAWebUserPrefsMeUser: { getMaybeMePnUser: () => Wid | undefined; getMaybeMeLidUser: () => Wid | undefined };
  WAWebApiContact: { getPhoneNumber: (lid: Wid) => Wid | undefined; getCurrentLid: (phone: Wid) => Wid | undefined };
  WAWebSocketModel: {
    Socket: {
      state: string;
      hasSynced?: boolean;
      on: (event: string, listener: (model: unknown, value: string) => void) => void;
      logout: () => Promise<void>;
    };
  };
  WAWebCallCollection: Record<string, unknown> | undefined;
  WAWebContactGetters: { getIsMe: (contact: Contact) => boolean };
  WAWebFrontendContactGetters: { getIsMyContact: (contact: Contact) => boolean };
  WAWebConnModel: { Conn: { pushname?: string } };
  WAWebCmd: {
    Cmd: {
      on: (event: string, listener: () => void) => void;
      refreshQR?: () => void;
      sendRevokeMsgs: (chat: ChatModel, msgs: { list: Msg[]; type: 'message' }, options: object) => Promise<unknown>;
      sendStarMsgs: (chat: ChatModel, msgs: Msg[], later: boolean) => Promise<unknown>;
      sendUnstarMsgs: (chat: ChatModel, msgs: Msg[], later: boolean) => Promise<unknown>;
    };
  };
  WAWebMsgActionCapability: {
    canEditText: (msg: Msg) => boolean;
    canEditCaption: (msg: Msg) => boolean;
    canSenderRevokeMsg: (msg: Msg) => boolean;
    canAdminRevokeMsg: (msg: Msg) => boolean;
    canStarMsg: (msg: Msg) => boolean;
  };
  WAWebSendReactionMsgAction: { sendReactionToMsg: (msg: Msg, emoji: string) => Promise<unknown> };
  WAWebSendMsgChatAction: { addAndSendMsgToChat: (chat: ChatModel, message: object) => [Promise<unknown>, Promise<SendResult>] };
  WAWebSendStatusMsgAction: { sendStatusMediaMsgAction?: (...args: unknown[]) => Promise<unknown> };
  WAWebStatusGatingUtils: { canCheckStatusRankingPosterGating?: () => boolean };
  WAWebMsgDataFromModel: { msgDataFromMsgModel: (msg: unknown) => Record<string, unknown> };
  WAWebLinkPreviewChatAction: { getLinkPreview: (link: object, chat?: ChatModel) => Promise<{ data?: object } | undefined> };
  WALinkify: { findLink: (text: string) => object | undefined };
  WAWebBlockContactUtils: { getContactToBlockOnlyUseIfNoAssociatedChat?: (contact: Contact, entryPoint: string) => Contact };
  WAWebBlockContactAction: {
    blockContact: (options: { contact: Contact }) => Promise<unknown>;
    unblockContact: (contact: Contact) => Promise<unknown>;
  };
  WAWebGroupModifyInfoJob: {
    setGroupSubject: (group: Wid, subject: string) => Promise<unknown>;
    setGroupDescription: (...args: unknown[]) => Promise<unknown>;
  };
  WAWebModifyParticipantsGroupAction: Record<
    'removeParticipants' | 'promoteParticipants' | 'demoteParticipants',
    (chat: ChatModel, participants: Participant[]) => Promise<unknown>
  >;
  WAWebGroupQueryJob: {
    queryAndUpdateGroupMetadataById: (group: { id: string }) => Promise<unknown>;
    resetGroupInviteCode: (group: Wid) => Promise<{ code: string }>;
  };
  WAWebGroupCreateJob: {
    createGroup: (
      options: object,
      people: { phoneNumber: Wid }[],
    ) => Promise<{ wid: Wid; participants: { wid: Wid; error?: string | number | null }[] }>;
  };
  WAWebMexFetchGroupInviteCodeJob: { fetchMexGroupInviteCode: (id: string) => Promise<string | { code?: string }> };
  WAWebGroupInviteJob: { joinGroupViaInvite: (code: string) => Promise<{ gid?: Wid } | undefined> };
  WAWebExitGroupAction: { sendExitGroup: (chat: ChatModel) => Promise<unknown> };
  WAWebApiMembershipApprovalRequestStore: { getMembershipApprovalRequests: (group: Wid) => Promise<{ id: Wid }[] | undefined> };
  WAWebQueryExistsJob: { queryWidExists: (wid: Wid) => Promise<{ wid?: Wid } | undefined> };
  WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt: (options: Record<string, unknown>) => Promise<ArrayBuffer> } };
  WAWebContactProfilePicThumbBridge: { requestProfilePicFromServer: (chat: unknown) => Promise<{ eurl?: string } | undefined> };
  WAWebChatLoadMessages: { loadEarlierMsgs: (options: { chat: ChatModel }) => Promise<Msg[] | undefined> };
};

/** What the library puts into the page, as far as we wrap or call it. */
export type Injected = {
  getMessageModel: (msg: Msg) => Record<string, unknown>;
  getChat: (id: string, options: { getAsModel: false }) => Promise<ChatModel | undefined>;
  sendMessage: (chat: ChatModel, content: string, options: Record<string, unknown>) => Promise<Msg | undefined>;
  editMessage: (msg: Msg, content: string, options: Record<string, unknown>) => Promise<Msg | undefined>;
  forwardMessage: (chatId: string, msgId: string) => Promise<unknown>;
  sendSeen: (chatId: string) => Promise<boolean>;
  sendChatstate: (state: 'typing' | 'recording' | 'stop', chatId: string) => Promise<boolean>;
  processMediaData: (media: MediaInfo, options: object) => Promise<Record<string, unknown>>;
  processStickerData: (media: MediaInfo) => Promise<Record<string, unknown>>;
  toStickerData: (media: MediaInfo) => Promise<MediaInfo>;
  mediaInfoToFile: (media: MediaInfo) => File;
  enforceLidAndPnRetrieval: (id: string) => Promise<{ lid?: Wid; phone?: Wid }>;
  getAddParticipantsRpcResult: (group: Wid, person: Wid) => Promise<{ code?: number }>;
  membershipRequestAction: (
    groupId: string,
    action: 'Approve' | 'Reject',
    ids: string[],
    sleep: null,
  ) => Promise<{ requesterId: string; error?: number; message: string }[]>;
};

export type MediaInfo = { data: string; mimetype: string; filename?: string | undefined; file?: File };
