// Written from the catalog of a migrated database; `UPDATE=1` with its test writes it again.

export interface ApiKeyUsageRow {
  organizationId: string;
  apiKeyId: string;
  hour: Date;
  requests: number;
  failures: number;
}

export interface ApiKeysRow {
  id: string;
  organizationId: string;
  keyId: string;
  name: string;
  secretHash: string;
  checksum: string;
  previousSecretHash: string | null;
  previousChecksum: string | null;
  previousUntil: Date | null;
  scopes: string[] | null;
  addresses: string[] | null;
  clientIds: string[] | null;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  lastAddress: string | null;
}

export interface AssignmentRulesRow {
  clientId: string;
  organizationId: string;
  rule: string;
  lastUserId: string | null;
}

export interface AuditLogsRow {
  id: string;
  organizationId: string;
  at: Date;
  actorType: string;
  actorId: string | null;
  actorName: string;
  loginId: string | null;
  action: string;
  targetType: string;
  targetId: string | null;
  changes: unknown;
  address: string;
  requestId: string;
  xid: string;
  writtenBy: string;
  sealedBy: number | null;
}

export interface AuditSealsRow {
  number: number;
  sealedAt: Date;
  rows: number;
  entries: Buffer | null;
  entriesSha256: Buffer;
  horizon: string;
  cluster: string;
  masterKeyId: string;
  digest: Buffer;
  mac: Buffer;
  baseKeyId: string | null;
  baseMac: Buffer | null;
}

export interface CannedRepliesRow {
  id: string;
  organizationId: string;
  shortcut: string;
  text: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface ChannelStoreRow {
  organizationId: string;
  clientId: string;
  key: string;
  value: unknown;
}

export interface ClientConsentsRow {
  organizationId: string;
  contactId: string;
  clientId: string;
  consent: string;
  consentBy: string;
  consentAt: Date;
  consentRecordedAt: Date;
}

export interface ClientSafetyRow {
  clientId: string;
  organizationId: string;
  enabled: boolean;
  perMinute: number;
  perHour: number;
  perDay: number;
}

export interface ClientStatesRow {
  id: string;
  organizationId: string;
  clientId: string;
  state: string;
  reason: string | null;
  at: Date;
}

export interface ClientsRow {
  id: string;
  organizationId: string;
  name: string;
  channel: string;
  settings: unknown;
  desiredState: string;
  unlink: string | null;
  state: string;
  reason: string | null;
  stateSince: Date;
  stateDeadline: Date | null;
  pausedReason: string | null;
  phoneNumber: string | null;
  qr: string | null;
  qrExpiresAt: Date | null;
  fence: number;
  leaseNode: string | null;
  restartFence: number | null;
  restarts: number;
  nextStartAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface ConsentSettingsRow {
  organizationId: string;
  scope: string;
  switches: unknown;
  ownWords: unknown;
  texts: unknown;
  salt: string;
  updatedAt: Date;
}

export interface ConsentsRow {
  id: string;
  organizationId: string;
  contactId: string;
  clientId: string | null;
  state: string;
  source: string;
  applied: boolean;
  word: string | null;
  language: string | null;
  heardBy: string | null;
  messageId: string | null;
  actorType: string | null;
  actorId: string | null;
  actorName: string | null;
  reason: string | null;
  at: Date;
  recordedAt: Date;
}

export interface ContactAliasesRow {
  organizationId: string;
  id: string;
  contactId: string;
}

export interface ContactBitmapsRow {
  organizationId: string;
  term: string;
  chunk: number;
  bits: string;
}

export interface ContactFieldsRow {
  organizationId: string;
  name: string;
  type: string;
  createdAt: Date;
}

export interface ContactGapsRow {
  organizationId: string;
  number: number;
}

export interface ContactIdentitiesRow {
  organizationId: string;
  kind: string;
  value: string;
  contactId: string;
  createdAt: Date;
}

export interface ContactImportErrorsRow {
  organizationId: string;
  importId: string;
  row: number;
  reasons: string;
  cells: unknown;
}

export interface ContactImportPartsRow {
  organizationId: string;
  importId: string;
  part: number;
  bytes: Buffer;
}

export interface ContactImportsRow {
  id: string;
  organizationId: string;
  state: string;
  error: string | null;
  dryRun: boolean;
  fileName: string;
  encoding: string;
  delimiter: string;
  mapping: unknown;
  country: string | null;
  sizeBytes: number;
  doneBytes: number;
  rows: number;
  created: number;
  updated: number;
  failed: number;
  createdBy: string;
  createdAt: Date;
  completedAt: Date | null;
}

export interface ContactNotesRow {
  id: string;
  organizationId: string;
  contactId: string;
  authorType: string;
  authorId: string;
  authorName: string;
  body: string;
  createdAt: Date;
}

export interface ContactTagsRow {
  organizationId: string;
  name: string;
  createdAt: Date;
}

export interface ContactsRow {
  id: string;
  organizationId: string;
  number: number;
  name: string | null;
  profileName: string | null;
  sortName: string;
  search: string;
  language: string | null;
  country: string | null;
  timeZone: string | null;
  attributes: unknown;
  tags: string[];
  blockedAt: Date | null;
  consent: string;
  consentBy: string | null;
  consentAt: Date | null;
  consentRecordedAt: Date | null;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  unindexed: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface ConversationNotesRow {
  id: string;
  organizationId: string;
  clientId: string;
  conversationId: string;
  authorId: string | null;
  text: string;
  mentions: string[];
  createdAt: Date;
}

export interface ConversationsRow {
  id: string;
  organizationId: string;
  clientId: string;
  chatId: string;
  contactId: string | null;
  name: string | null;
  status: string;
  snoozedUntil: Date | null;
  assigneeId: string | null;
  labels: string[];
  unread: number;
  lastMessageId: string | null;
  lastMessageAt: Date;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface DataKeysRow {
  id: string;
  organizationId: string | null;
  wrapped: string;
  masterKeyId: string;
  createdAt: Date;
}

export interface EarlyEventsRow {
  id: string;
  organizationId: string;
  clientId: string;
  providerId: string;
  event: unknown;
  at: Date;
}

export interface ErasedOptOutsRow {
  organizationId: string;
  nameHash: Buffer;
  clientId: string | null;
  consentAt: Date;
}

export interface ErasuresRow {
  id: string;
  organizationId: string;
  contactId: string;
  mentions: string[] | null;
  createdAt: Date;
  doneAt: Date | null;
}

export interface EventsRow {
  id: string;
  organizationId: string;
  clientId: string | null;
  type: string;
  orderKey: string | null;
  data: unknown;
  createdAt: Date;
  position: number;
  xid: string;
  seen: string;
}

export interface IdempotentAnswersRow {
  organizationId: string;
  credentialId: string;
  route: string;
  key: string;
  bodyMac: Buffer;
  status: number | null;
  headers: unknown | null;
  body: string | null;
  sealed: boolean;
  createdAt: Date;
}

export interface InboundEventsRow {
  id: string;
  organizationId: string;
  clientId: string;
  type: string;
  eventKey: string | null;
  chatId: string | null;
  event: unknown;
  state: string;
  attempts: number;
  error: string | null;
  tryAt: Date;
  receivedAt: Date;
}

export interface InvitationsRow {
  id: string;
  organizationId: string;
  email: string;
  name: string | null;
  role: string;
  tokenHash: Buffer;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}

export interface LoginsRow {
  id: string;
  organizationId: string;
  userId: string;
  address: string;
  userAgent: string;
  createdAt: Date;
  lastUsedAt: Date;
  endedAt: Date | null;
  endReason: string | null;
}

export interface MediaRow {
  id: string;
  organizationId: string;
  clientId: string | null;
  fileId: string;
  direction: string;
  fileName: string | null;
  createdAt: Date;
}

export interface MediaDownloadsRow {
  id: string;
  organizationId: string;
  clientId: string;
  mediaRef: unknown;
  kind: string;
  fileName: string | null;
  attempts: number;
  dueAt: Date | null;
  lockedUntil: Date | null;
}

export interface MediaFilesRow {
  id: string;
  organizationId: string;
  sha256: string;
  sizeBytes: number;
  mimeType: string;
  kind: string;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  animated: boolean;
  waveform: Buffer | null;
  thumbnailId: string | null;
  createdAt: Date;
}

export interface MediaHoldsRow {
  organizationId: string;
  mediaId: string;
  holderId: string;
}

export interface MediaUsageRow {
  organizationId: string;
  sizeBytes: number;
  files: number;
  uploadedDays: number | null;
  inboundDays: number | null;
}

export interface MessageWordsRow {
  messageId: string;
  organizationId: string;
  clientId: string;
  conversationId: string;
  words: string | null;
}

export interface MessagesRow {
  id: string;
  organizationId: string;
  clientId: string;
  conversationId: string;
  contactId: string | null;
  direction: string;
  origin: string;
  chatId: string;
  sender: string | null;
  senderName: string | null;
  recipient: string | null;
  type: string;
  content: unknown;
  status: string;
  history: unknown;
  providerId: string | null;
  replyToId: string | null;
  targetId: string | null;
  forwarded: boolean;
  late: boolean;
  starred: boolean;
  metadata: unknown | null;
  reactions: unknown;
  votes: unknown;
  edits: unknown;
  errorCode: string | null;
  errorDetail: string | null;
  createdBy: string | null;
  createdAt: Date;
  sendAt: Date | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  playedAt: Date | null;
  editedAt: Date | null;
  revokedAt: Date | null;
  dueAt: Date | null;
  priority: number;
  place: Date;
  attempts: number;
  questions: number;
  claimedAt: Date | null;
  claimFence: number | null;
  purpose: string;
  overrideConsent: boolean;
  fallback: boolean;
}

export interface MigrationsRow {
  id: number;
  name: string;
  runOn: Date;
  sha256: string | null;
}

export interface NodesRow {
  id: string;
  url: string;
  role: string;
  version: string;
  startedAt: Date;
  heartbeatAt: Date;
  hasRoom: boolean;
}

export interface NumberCheckDaysRow {
  organizationId: string;
  clientId: string;
  day: string;
  asked: number;
}

export interface NumberChecksRow {
  organizationId: string;
  number: string;
  registered: boolean;
  lid: string | null;
  checkedAt: Date;
}

export interface OrganizationsRow {
  organizationId: string;
  name: string;
  timezone: string;
  plan: string;
  settings: unknown;
  createdAt: Date;
  updatedAt: Date;
}

export interface OutgoingMailsRow {
  id: string;
  organizationId: string;
  sealed: string;
  createdAt: Date;
  expiresAt: Date;
}

export interface PasswordResetsRow {
  tokenHash: Buffer;
  organizationId: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
}

export interface RateLimitsRow {
  key: string;
  points: number;
  expire: number | null;
}

export interface RecoveryCodesRow {
  organizationId: string;
  userId: string;
  codeHash: string;
  usedAt: Date | null;
}

export interface RefreshTokensRow {
  tokenHash: Buffer;
  organizationId: string;
  loginId: string;
  createdAt: Date;
  expiresAt: Date;
  rotatedAt: Date | null;
  successor: string | null;
}

export interface ReservedSendsRow {
  id: string;
  organizationId: string;
  clientId: string;
  at: Date;
}

export interface RolePermissionsRow {
  organizationId: string;
  role: string;
  permission: string;
  granted: boolean;
}

export interface SegmentsRow {
  id: string;
  organizationId: string;
  name: string;
  filter: unknown;
  createdAt: Date;
  updatedAt: Date;
}

export interface SigningKeysRow {
  id: string;
  sealed: string;
  createdAt: Date;
  retiredAt: Date | null;
}

export interface UserClientsRow {
  organizationId: string;
  userId: string;
  clientId: string;
}

export interface UsersRow {
  id: string;
  organizationId: string;
  name: string;
  email: string;
  role: string;
  isOwner: boolean;
  passwordHash: string | null;
  totpSecret: string | null;
  totpConfirmedAt: Date | null;
  totpLastStep: number | null;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

export interface WebhookAttemptsRow {
  id: string;
  organizationId: string;
  webhookId: string;
  deliveryId: string;
  number: number;
  at: Date;
  durationMs: number;
  url: string;
  requestHeaders: unknown;
  status: number | null;
  error: string | null;
  responseHeaders: unknown | null;
  responseBody: string | null;
  responseTruncated: boolean | null;
}

export interface WebhookDeliveriesRow {
  id: string;
  organizationId: string;
  webhookId: string;
  eventId: string;
  position: number;
  orderKey: string | null;
  status: string;
  dueAt: Date | null;
  lockedUntil: Date | null;
  lockedBy: string | null;
  attempts: number;
  tries: number;
  responseStatus: number | null;
  error: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

export interface WebhookPayloadsRow {
  eventId: string;
  organizationId: string;
  clientId: string | null;
  type: string;
  position: number;
  body: string;
  happenedAt: Date;
  createdAt: Date;
}

export interface WebhooksRow {
  id: string;
  organizationId: string;
  url: string;
  description: string | null;
  events: string[];
  clientIds: string[] | null;
  headers: string | null;
  headerNames: string[];
  retryPolicy: string;
  retryDelays: number[] | null;
  ordered: boolean;
  maxInFlight: number;
  secret: string;
  previousSecret: string | null;
  previousUntil: Date | null;
  state: string;
  disabledReason: string | null;
  disabledAt: Date | null;
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}
