// Made by scripts/api-types.mjs from /openapi.json; do not edit.

type Schema_Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable: `room.what` */
  code: string;
  requestId: string;
  errors?: Array<{
    path: string;
    message: string;
  }>;
};

type Schema_Registered = {
  accessToken: string;
  expiresIn: number;
  user: Schema_User;
  organization: Schema_Organization;
};

type Schema_User = {
  id: string;
  name: string;
  email: string;
  role: "admin" | "manager" | "agent" | "viewer";
  isOwner: boolean;
  totpEnabled: boolean;
  createdAt: string;
  deletedAt: string | null;
};

type Schema_Organization = {
  id: string;
  name: string;
  timezone: string;
  plan: "free" | "pro" | "enterprise";
  settings: { [name: string]: unknown };
  createdAt: string;
};

type Schema_SignedIn = {
  accessToken: string;
  expiresIn: number;
  user: Schema_User;
};

type Schema_Me = {
  user: Schema_User | null;
  organization: Schema_Organization;
  permissions: Array<string>;
  apiKey?: {
    id: string;
    name: string;
  };
  mustEnrolTotp: boolean;
};

type Schema_TotpEnrolment = {
  secret: string;
  uri: string;
  image: string;
};

type Schema_RecoveryCodes = {
  recoveryCodes: Array<string>;
};

type Schema_Login = {
  id: string;
  address: string;
  userAgent: string;
  createdAt: string;
  lastUsedAt: string;
  current: boolean;
};

type Schema_RolePermissions = {
  role: "admin" | "manager" | "agent" | "viewer";
  fixed: boolean;
  permissions: { [name: string]: {
    granted: boolean;
    default: boolean;
  } };
};

type Schema_InvitedUser = {
  id: string;
  name: string;
  email: string;
  role: "admin" | "manager" | "agent" | "viewer";
  invitation: {
    id: string;
    link: string;
    expiresAt: string;
  };
};

type Schema_Invitation = {
  id: string;
  email: string;
  name: string | null;
  role: "admin" | "manager" | "agent" | "viewer";
  status: "pending" | "accepted" | "revoked" | "expired";
  invitedBy: {
    id: string;
    name: string;
  };
  createdAt: string;
  expiresAt: string;
  acceptedAt: string | null;
  revokedAt: string | null;
};

type Schema_InvitationWithLink = {
  id: string;
  email: string;
  name: string | null;
  role: "admin" | "manager" | "agent" | "viewer";
  status: "pending" | "accepted" | "revoked" | "expired";
  invitedBy: {
    id: string;
    name: string;
  };
  createdAt: string;
  expiresAt: string;
  acceptedAt: string | null;
  revokedAt: string | null;
  link: string;
};

type Schema_ApiKey = {
  id: string;
  name: string;
  prefix: string;
  scopes: Array<string> | null;
  clientIds: Array<string> | null;
  addresses: Array<string> | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastAddress: string | null;
  createdBy: string;
  createdAt: string;
  revokedAt: string | null;
  previousUntil: string | null;
};

type Schema_ApiKeyWithSecret = {
  id: string;
  name: string;
  prefix: string;
  scopes: Array<string> | null;
  clientIds: Array<string> | null;
  addresses: Array<string> | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastAddress: string | null;
  createdBy: string;
  createdAt: string;
  revokedAt: string | null;
  previousUntil: string | null;
  key: string;
};

type Schema_ApiKeyUsage = {
  from: string;
  to: string;
  interval: "hour" | "day";
  requests: number;
  failures: number;
  lastUsedAt: string | null;
  lastAddress: string | null;
  data: Array<{
    at: string;
    requests: number;
    failures: number;
  }>;
};

type Schema_AuditLog = {
  id: string;
  at: string;
  actor: {
    type: "user" | "api_key" | "system";
    id: string | null;
    name: string;
  };
  action: string;
  target: {
    type: string;
    id: string | null;
  };
  changes: { [name: string]: {
    from?: unknown;
    to?: unknown;
  } };
  address: string;
  requestId: string;
};

type Schema_AuditLogExport = {
  data: Array<Schema_AuditLog>;
};

type Schema_Event = {
  id: string;
  type: string;
  timestamp: string;
  organizationId: string;
  clientId?: string;
  data: { [name: string]: unknown };
};

type Schema_Webhook = {
  id: string;
  url: string;
  description: string | null;
  events: Array<string>;
  clientIds: Array<string> | null;
  headerNames: Array<string>;
  retry: {
    policy: "default" | "standard" | "custom";
    delaysSeconds: Array<number>;
  };
  ordered: boolean;
  maxInFlight: number;
  state: "active" | "disabled";
  disabledReason: "by_person" | "failing" | "gone" | null;
  disabledAt: string | null;
  failingSince: string | null;
  previousSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
};

type Schema_WebhookWithSecret = {
  id: string;
  url: string;
  description: string | null;
  events: Array<string>;
  clientIds: Array<string> | null;
  headerNames: Array<string>;
  retry: {
    policy: "default" | "standard" | "custom";
    delaysSeconds: Array<number>;
  };
  ordered: boolean;
  maxInFlight: number;
  state: "active" | "disabled";
  disabledReason: "by_person" | "failing" | "gone" | null;
  disabledAt: string | null;
  failingSince: string | null;
  previousSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
  secret: string;
};

type Schema_WebhookStats = {
  pending: number;
  oldestPendingAt: string | null;
  last24Hours: {
    attempts: number;
    succeeded: number;
    failed: number;
    successRate: number | null;
    durationMs: {
      p50: number | null;
      p95: number | null;
      p99: number | null;
    };
  };
};

type Schema_WebhookDelivery = {
  id: string;
  webhookId: string;
  eventId: string;
  eventType: string;
  status: "pending" | "delivered" | "failed" | "skipped";
  attemptCount: number;
  responseStatus: number | null;
  error: string | null;
  nextAttemptAt: string | null;
  createdAt: string;
  endedAt: string | null;
};

type Schema_WebhookDeliveryDetails = {
  id: string;
  webhookId: string;
  eventId: string;
  eventType: string;
  status: "pending" | "delivered" | "failed" | "skipped";
  attemptCount: number;
  responseStatus: number | null;
  error: string | null;
  nextAttemptAt: string | null;
  createdAt: string;
  endedAt: string | null;
  request: {
    url: string;
    headers: { [name: string]: string };
    body: string;
  };
  response: {
    status: number;
    headers: { [name: string]: string };
    body: string;
    truncated: boolean;
  } | null;
  attempts: Array<{
    number: number;
    at: string;
    durationMs: number;
    status: number | null;
    error: string | null;
    requestHeaders: { [name: string]: string };
    response: {
      status: number;
      headers: { [name: string]: string };
      body: string;
      truncated: boolean;
    } | null;
  }>;
};

type Schema_Channel = {
  channel: "web" | "cloud" | "sandbox";
  capabilities: Array<string>;
};

type Schema_Client = {
  id: string;
  name: string;
  channel: "web" | "cloud" | "sandbox";
  state: "stopped" | "starting" | "awaiting_scan" | "awaiting_passkey" | "connecting" | "ready" | "disconnected" | "paused" | "failed";
  desiredState: "running" | "stopped";
  reason: string | null;
  nextAction: "start" | "wait" | "scan_code" | "answer_passkey" | "resume" | "start_and_scan" | "see_logs" | "contact_whatsapp" | "check_proxy" | null;
  stateSince: string;
  stateDeadline: string | null;
  pausedReason: string | null;
  phoneNumber: string | null;
  settings: { [name: string]: unknown };
  createdAt: string;
  updatedAt: string;
};

type Schema_Qr = {
  qr: string;
  image: string;
  expiresAt: string;
};

type Schema_StateEntry = {
  state: "stopped" | "starting" | "awaiting_scan" | "awaiting_passkey" | "connecting" | "ready" | "disconnected" | "paused" | "failed";
  reason: string | null;
  at: string;
};

type Schema_Safety = {
  enabled: boolean;
  tiers: {
    perMinute: number;
    perHour: number;
    perDay: number;
  };
  used: {
    perMinute: number;
    perHour: number;
    perDay: number;
  };
  left: {
    perMinute: number;
    perHour: number;
    perDay: number;
  };
};

type Schema_PairingCode = {
  code: string;
  expiresAt: string;
};

type Schema_Group = {
  groupId: string;
  subject: string;
  description: string;
  participants: Array<{
    person: ({
      phone?: string;
      lid?: string;
      name?: string;
    } & { [name: string]: unknown });
    admin: boolean;
  }>;
  admin: boolean;
};

type Schema_ParticipantResult = {
  person: string;
  outcome: string;
};

type Schema_Part32_0 = unknown;

type Schema_Part32_1 = unknown;

type Schema_InboundEvent = {
  id: string;
  clientId: string;
  type: string;
  chatId: string | null;
  event: unknown;
  status: "queued" | "done" | "parked";
  attempts: number;
  error: string | null;
  receivedAt: string;
};

type Schema_Media = {
  id: string;
  kind: "image" | "video" | "audio" | "voice" | "document" | "sticker";
  mimeType: string;
  sizeBytes: number;
  sha256: string;
  fileName: string | null;
  direction: "uploaded" | "inbound";
  clientId: string | null;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  waveform: Array<number> | null;
  animated: boolean;
  hasThumbnail: boolean;
  createdAt: string;
};

type Schema_MediaUsage = {
  sizeBytes: number;
  files: number;
  quotaBytes: number;
  quotaLeftBytes: number;
};

type Schema_MediaRetention = {
  uploadedDays: number | null;
  inboundDays: number | null;
};

type Schema_MediaLink = {
  url: string;
  expiresAt: string;
};

type Schema_ImportPreview = {
  encoding: string;
  delimiter: string;
  columns: Array<string>;
  rows: Array<Array<string>>;
  mapping: { [name: string]: string | number };
};

type Schema_ContactImport = {
  id: string;
  status: "queued" | "running" | "completed" | "failed";
  dryRun: boolean;
  fileName: string;
  encoding: string;
  delimiter: string;
  rows: number;
  created: number;
  updated: number;
  failed: number;
  progress: number;
  error: string | null;
  errorsUrl: string | null;
  createdBy: string;
  createdAt: string;
  completedAt: string | null;
};

type Schema_Contact = {
  id: string;
  name: string | null;
  profileName: string | null;
  phone: string | null;
  lid: string | null;
  businessScopedId: string | null;
  username: string | null;
  identities: Array<{
    kind: "phone" | "lid" | "bsuid" | "username";
    value: string;
  }>;
  language: string | null;
  country: string | null;
  timeZone: string | null;
  attributes: { [name: string]: string | number | boolean };
  tags: Array<string>;
  blocked: boolean;
  optedOut: boolean;
  consent: {
    state: "none" | "opted_in" | "opted_out";
    by: "person" | "operator" | "import" | null;
    at: string | null;
    clients: Array<{
      clientId: string;
      state: "none" | "opted_in" | "opted_out";
      at: string;
    }>;
  };
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
  createdAt: string;
  updatedAt: string;
};

type Schema_ContactField = {
  name: string;
  type: "text" | "number" | "boolean" | "date";
  createdAt: string;
};

type Schema_ContactDetail = {
  id: string;
  name: string | null;
  profileName: string | null;
  phone: string | null;
  lid: string | null;
  businessScopedId: string | null;
  username: string | null;
  identities: Array<{
    kind: "phone" | "lid" | "bsuid" | "username";
    value: string;
  }>;
  language: string | null;
  country: string | null;
  timeZone: string | null;
  attributes: { [name: string]: string | number | boolean };
  tags: Array<string>;
  blocked: boolean;
  optedOut: boolean;
  consent: {
    state: "none" | "opted_in" | "opted_out";
    by: "person" | "operator" | "import" | null;
    at: string | null;
    clients: Array<{
      clientId: string;
      state: "none" | "opted_in" | "opted_out";
      at: string;
    }>;
  };
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
  createdAt: string;
  updatedAt: string;
  effectiveTimeZone: string;
};

type Schema_ContactNote = {
  id: string;
  author: {
    type: "user" | "api_key";
    id: string;
    name: string;
  };
  body: string;
  createdAt: string;
};

type Schema_ConsentEntry = {
  id: string;
  state: "opted_in" | "opted_out";
  clientId: string | null;
  source: "keyword" | "button" | "operator" | "import" | "merge" | "erasure";
  applied: boolean;
  word: string | null;
  language: string | null;
  messageId: string | null;
  heardBy: string | null;
  actor: {
    type: string;
    id: string | null;
    name: string | null;
  } | null;
  reason: string | null;
  at: string;
  recordedAt: string;
};

type Schema_ConsentSettings = {
  scope: "organization" | "client";
  words: Array<{
    switch: string;
    word: string;
    kind: "opt_out" | "opt_in";
    language: "en" | "es" | "pt" | "fr" | "de" | "id" | "ar" | "hi";
    fixed: boolean;
    on: boolean;
  }>;
  ownWords: Array<{
    word: string;
    kind: "opt_out" | "opt_in";
    language: "en" | "es" | "pt" | "fr" | "de" | "id" | "ar" | "hi";
  }>;
  texts: { [name: string]: {
    opt_out: string;
    opt_in: string;
  } };
};

type Schema_Segment = {
  id: string;
  name: string;
  filter: Schema_SegmentFilter;
  createdAt: string;
  updatedAt: string;
};

type Schema_SegmentFilter = unknown;

type Schema_NumberCheck = {
  number: string;
  registered: boolean | "unknown";
  lid?: string;
};

type Schema_Part50_0 = unknown;

type Schema_Part50_1 = unknown;

type Schema_Part50_2 = unknown;

type Schema_QueuedMessage = {
  id: string;
  clientId: string;
  conversationId: string;
  contactId?: string;
  direction: "inbound" | "outbound";
  origin: "api" | "dashboard" | "phone" | "campaign" | "automation" | "contact";
  from: string | null;
  fromName?: string;
  to: string | null;
  type: string;
  text?: ({
    body: string;
    mentions?: Array<string>;
  } & { [name: string]: unknown });
  image?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  video?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  audio?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  voice?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  document?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  sticker?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  location?: ({
    latitude: number;
    longitude: number;
    name?: string;
    address?: string;
  } & { [name: string]: unknown });
  contacts?: Array<({
    name: string;
    phones?: Array<({
      number: string;
    } & { [name: string]: unknown })>;
  } & { [name: string]: unknown })>;
  poll?: ({
    question: string;
    options: Array<string>;
    multiple?: boolean;
    votes?: Array<{
      from: string | null;
      options: Array<string>;
      at: string;
    }>;
  } & { [name: string]: unknown });
  reaction?: {
    messageId: string;
    emoji: string;
  };
  template?: ({
    name: string;
    language: string;
  } & { [name: string]: unknown });
  interactive?: ({
    kind: string;
    body?: string;
  } & { [name: string]: unknown });
  selection?: ({
    id: string;
    title: string;
    messageId?: string;
  } & { [name: string]: unknown });
  unknown?: ({
    kind: string;
    summary?: string;
  } & { [name: string]: unknown });
  call?: {
    video: boolean;
  };
  groupChange?: ({
    change: string;
  } & { [name: string]: unknown });
  status: "queued" | "scheduled" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "unknown";
  providerId?: string;
  replyTo?: string;
  forwarded?: boolean;
  late?: boolean;
  starred?: boolean;
  priority?: "reply" | "normal" | "bulk";
  reactions?: Array<{
    from: string | null;
    emoji: string;
    at: string;
  }>;
  error?: {
    code: string;
    detail: string;
  };
  metadata?: { [name: string]: unknown };
  createdBy?: string;
  createdAt: string;
  sendAt?: string;
  sentAt?: string;
  deliveredAt?: string;
  readAt?: string;
  playedAt?: string;
  editedAt?: string;
  revokedAt?: string;
  queue: Schema_Waiting;
};

type Schema_Waiting = {
  ahead: number;
  estimatedAt: string;
  left: {
    perMinute: number;
    perHour: number;
    perDay: number;
  } | null;
};

type Schema_Message = {
  id: string;
  clientId: string;
  conversationId: string;
  contactId?: string;
  direction: "inbound" | "outbound";
  origin: "api" | "dashboard" | "phone" | "campaign" | "automation" | "contact";
  from: string | null;
  fromName?: string;
  to: string | null;
  type: string;
  text?: ({
    body: string;
    mentions?: Array<string>;
  } & { [name: string]: unknown });
  image?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  video?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  audio?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  voice?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  document?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  sticker?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  location?: ({
    latitude: number;
    longitude: number;
    name?: string;
    address?: string;
  } & { [name: string]: unknown });
  contacts?: Array<({
    name: string;
    phones?: Array<({
      number: string;
    } & { [name: string]: unknown })>;
  } & { [name: string]: unknown })>;
  poll?: ({
    question: string;
    options: Array<string>;
    multiple?: boolean;
    votes?: Array<{
      from: string | null;
      options: Array<string>;
      at: string;
    }>;
  } & { [name: string]: unknown });
  reaction?: {
    messageId: string;
    emoji: string;
  };
  template?: ({
    name: string;
    language: string;
  } & { [name: string]: unknown });
  interactive?: ({
    kind: string;
    body?: string;
  } & { [name: string]: unknown });
  selection?: ({
    id: string;
    title: string;
    messageId?: string;
  } & { [name: string]: unknown });
  unknown?: ({
    kind: string;
    summary?: string;
  } & { [name: string]: unknown });
  call?: {
    video: boolean;
  };
  groupChange?: ({
    change: string;
  } & { [name: string]: unknown });
  status: "queued" | "scheduled" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "unknown";
  providerId?: string;
  replyTo?: string;
  forwarded?: boolean;
  late?: boolean;
  starred?: boolean;
  priority?: "reply" | "normal" | "bulk";
  reactions?: Array<{
    from: string | null;
    emoji: string;
    at: string;
  }>;
  error?: {
    code: string;
    detail: string;
  };
  metadata?: { [name: string]: unknown };
  createdBy?: string;
  createdAt: string;
  sendAt?: string;
  sentAt?: string;
  deliveredAt?: string;
  readAt?: string;
  playedAt?: string;
  editedAt?: string;
  revokedAt?: string;
};

type Schema_MessageDetails = {
  id: string;
  clientId: string;
  conversationId: string;
  contactId?: string;
  direction: "inbound" | "outbound";
  origin: "api" | "dashboard" | "phone" | "campaign" | "automation" | "contact";
  from: string | null;
  fromName?: string;
  to: string | null;
  type: string;
  text?: ({
    body: string;
    mentions?: Array<string>;
  } & { [name: string]: unknown });
  image?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  video?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  audio?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  voice?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  document?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  sticker?: ({
    mediaId?: string;
    mimeType: string;
    sizeBytes?: number;
    fileName?: string;
    caption?: string;
    status: "pending" | "ready" | "failed";
    failure?: string;
  } & { [name: string]: unknown });
  location?: ({
    latitude: number;
    longitude: number;
    name?: string;
    address?: string;
  } & { [name: string]: unknown });
  contacts?: Array<({
    name: string;
    phones?: Array<({
      number: string;
    } & { [name: string]: unknown })>;
  } & { [name: string]: unknown })>;
  poll?: ({
    question: string;
    options: Array<string>;
    multiple?: boolean;
    votes?: Array<{
      from: string | null;
      options: Array<string>;
      at: string;
    }>;
  } & { [name: string]: unknown });
  reaction?: {
    messageId: string;
    emoji: string;
  };
  template?: ({
    name: string;
    language: string;
  } & { [name: string]: unknown });
  interactive?: ({
    kind: string;
    body?: string;
  } & { [name: string]: unknown });
  selection?: ({
    id: string;
    title: string;
    messageId?: string;
  } & { [name: string]: unknown });
  unknown?: ({
    kind: string;
    summary?: string;
  } & { [name: string]: unknown });
  call?: {
    video: boolean;
  };
  groupChange?: ({
    change: string;
  } & { [name: string]: unknown });
  status: "queued" | "scheduled" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "unknown";
  providerId?: string;
  replyTo?: string;
  forwarded?: boolean;
  late?: boolean;
  starred?: boolean;
  priority?: "reply" | "normal" | "bulk";
  reactions?: Array<{
    from: string | null;
    emoji: string;
    at: string;
  }>;
  error?: {
    code: string;
    detail: string;
  };
  metadata?: { [name: string]: unknown };
  createdBy?: string;
  createdAt: string;
  sendAt?: string;
  sentAt?: string;
  deliveredAt?: string;
  readAt?: string;
  playedAt?: string;
  editedAt?: string;
  revokedAt?: string;
  history: Array<{
    status: "queued" | "scheduled" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "unknown";
    at: string;
    reason?: string;
  }>;
  edits: Array<{
    at: string;
    text?: string;
  }>;
  queue?: Schema_Waiting;
};

type Schema_Conversation = {
  id: string;
  clientId: string;
  chatId: string;
  kind: "person" | "group" | "broadcast";
  contactId: string | null;
  name: string | null;
  phone: string | null;
  optedOut: boolean;
  status: "open" | "pending" | "closed" | "snoozed";
  snoozedUntil: string | null;
  assigneeId: string | null;
  labels: Array<string>;
  unread: number;
  lastMessage: Schema_Message | null;
  lastMessageAt: string;
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
  createdAt: string;
};

type Schema_Note = {
  id: string;
  conversationId: string;
  authorId: string | null;
  text: string;
  mentions: Array<string>;
  createdAt: string;
};

type Schema_CannedReply = {
  id: string;
  shortcut: string;
  text: string;
  createdAt: string;
  updatedAt: string;
};

type Schema_AssignmentRule = {
  rule: "manual" | "round_robin" | "least_busy";
};

export interface paths {
  '/health/live': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            status: "ok";
          };
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/health/ready': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            status: "ready";
            database: "ok";
          };
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/metrics': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': string;
          'text/plain': string;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/setup': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            needsSetup: boolean;
            setupCodeRequired: boolean;
            registration: "first" | "open" | "invite";
            publicUrl: string;
          };
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/register': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            organizationName: string;
            name: string;
            email: string;
            password: string;
            timezone?: string;
            setupCode?: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_Registered;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/login': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            email: string;
            password: string;
            totp?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_SignedIn;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/refresh': {
    post: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': Schema_SignedIn;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/logout': {
    post: {
      parameters: {};
      responses: {
        204: { content?: never };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/me': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': Schema_Me;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {};
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            email?: string;
            currentPassword?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_User;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/password': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            currentPassword: string;
            newPassword: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/totp': {
    post: {
      parameters: {};
      requestBody?: {
        content: {
          'application/json': {
            password?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_TotpEnrolment;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {};
      requestBody?: {
        content: {
          'application/json': {
            password?: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/totp/confirm': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            code: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_RecoveryCodes;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/logins': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Login>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/logins/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/organization': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': Schema_Organization;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {};
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            timezone?: string;
            settings?: {
              requireTotp?: boolean;
              eventRetentionDays?: number | null;
            };
            plan?: never;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Organization;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/roles': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_RolePermissions>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/roles/{role}': {
    put: {
      parameters: {
        path: {
          role: "admin" | "manager" | "agent" | "viewer";
        };
      };
      requestBody: {
        content: {
          'application/json': {
            permissions: { [name: string]: boolean };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_RolePermissions;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          deleted?: "true" | "false";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_User>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            email: string;
            role: "admin" | "manager" | "agent" | "viewer";
            password?: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_User | Schema_InvitedUser;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_User;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            email?: string;
            role?: "admin" | "manager" | "agent" | "viewer";
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_User;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users/{id}/restore': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_User;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users/{id}/reset-password': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            link: string | null;
            expiresAt: string;
            mailed: boolean;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users/{id}/totp': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users/{id}/transfer-ownership': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            password?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_User;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/invitations': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          status?: "pending" | "accepted" | "revoked" | "expired";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Invitation>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            email: string;
            role: "admin" | "manager" | "agent" | "viewer";
            name?: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_InvitationWithLink;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/invitations/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/invitations/{id}/resend': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_InvitationWithLink;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/invitation': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            organizationName: string;
            email: string;
            name: string | null;
            role: "admin" | "manager" | "agent" | "viewer";
          };
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/accept': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
            name: string;
            password: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_SignedIn;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/forgot': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            email: string;
          };
        };
      };
      responses: {
        202: { content: {
          'application/json': {
            message: string;
          };
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/auth/reset': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
            password: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/api-keys': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          revoked?: "true" | "false";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_ApiKey>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            scopes?: Array<string> | null;
            clientIds?: Array<string> | null;
            expiresAt?: string | null;
            addresses?: Array<string> | null;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_ApiKeyWithSecret;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/api-keys/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ApiKey;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            scopes?: Array<string> | null;
            clientIds?: Array<string> | null;
            expiresAt?: string | null;
            addresses?: Array<string> | null;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ApiKey;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/api-keys/{id}/rotate': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            overlapSeconds?: number;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ApiKeyWithSecret;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/api-keys/{id}/usage': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          from?: string;
          to?: string;
          interval?: "hour" | "day";
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ApiKeyUsage;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/audit-logs': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          actor?: string | "user" | "api_key" | "system";
          action?: string;
          target?: string;
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_AuditLog>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/audit-logs/export': {
    get: {
      parameters: {
        query?: {
          actor?: string | "user" | "api_key" | "system";
          action?: string;
          target?: string;
          from?: string;
          to?: string;
          format?: "csv" | "json";
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_AuditLogExport;
          'text/csv': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/events': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          type?: string;
          clientId?: string;
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Event>;
            nextCursor: string | null;
          };
          'text/event-stream': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          state?: "active" | "disabled";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Webhook>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            url: string;
            events: Array<string>;
            description?: string | null;
            clientIds?: Array<string> | null;
            headers?: { [name: string]: string };
            retry?: {
              policy: "default" | "standard";
            } | {
              policy: "custom";
              delaysSeconds: Array<number>;
            };
            ordered?: boolean;
            maxInFlight?: number;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_WebhookWithSecret;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Webhook;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            url?: string;
            events?: Array<string>;
            description?: string | null;
            clientIds?: Array<string> | null;
            headers?: { [name: string]: string };
            retry?: {
              policy: "default" | "standard";
            } | {
              policy: "custom";
              delaysSeconds: Array<number>;
            };
            ordered?: boolean;
            maxInFlight?: number;
            state?: "active" | "disabled";
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Webhook;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks/{id}/rotate-secret': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            overlapSeconds?: number;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            secret: string;
            previousSecretUntil: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks/{id}/test': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            delivered: boolean;
            error: string | null;
            durationMs: number;
            request: {
              url: string;
              headers: { [name: string]: string };
              body: string;
            };
            response: {
              status: number;
              headers: { [name: string]: string };
              body: string;
              truncated: boolean;
            } | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks/{id}/stats': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_WebhookStats;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks/{id}/deliveries': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          limit?: number;
          cursor?: string;
          status?: "pending" | "delivered" | "failed" | "skipped";
          type?: string;
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_WebhookDelivery>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhooks/{id}/replay': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            from: string;
            to?: string;
            status?: "delivered" | "failed" | "skipped";
          };
        };
      };
      responses: {
        202: { content: {
          'application/json': {
            deliveries: number;
            continuesAt: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhook-deliveries/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_WebhookDeliveryDetails;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/webhook-deliveries/{id}/retry': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        202: { content: {
          'application/json': Schema_WebhookDelivery;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/channels': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Channel>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          state?: "stopped" | "starting" | "awaiting_scan" | "awaiting_passkey" | "connecting" | "ready" | "disconnected" | "paused" | "failed";
          channel?: "web" | "cloud" | "sandbox";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Client>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            channel: "web" | "cloud" | "sandbox";
            settings?: { [name: string]: unknown };
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            settings?: { [name: string]: unknown };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/start': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/stop': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/restart': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/logout': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/pause': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            reason?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/resume': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/qr': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Qr;
          'image/png': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/history': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_StateEntry>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/users/{id}/clients': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            clientIds: Array<string>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            clientIds: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            clientIds: Array<string>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/safety': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Safety;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            enabled?: boolean;
            tiers?: {
              perMinute?: number;
              perHour?: number;
              perDay?: number;
            };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Safety;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/pairing-code': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            phoneNumber: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_PairingCode;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/screenshot': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': string;
          'image/png': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Group>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            subject: string;
            participants: Array<string>;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': {
            group: Schema_Group;
            results: Array<Schema_ParticipantResult>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups/join': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            inviteLink: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            groupId: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups/{groupId}': {
    patch: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            subject?: string;
            description?: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups/{groupId}/participants': {
    post: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            change: "add" | "remove" | "promote" | "demote";
            participants: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            results: Array<Schema_ParticipantResult>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups/{groupId}/invite-link': {
    get: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            inviteLink: string;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            inviteLink: string;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups/{groupId}/leave': {
    post: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/groups/{groupId}/join-requests': {
    get: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<({
              phone?: string;
              lid?: string;
              name?: string;
            } & { [name: string]: unknown })>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        path: {
          id: string;
          groupId: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            answer: "approve" | "reject";
            participants: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            results: Array<Schema_ParticipantResult>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/sandbox/scan': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            phoneNumber?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Client;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/sandbox/messages': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "text";
            text: {
              body: string;
              mentions?: Array<string>;
              linkPreview?: boolean;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "image";
            image: {
              mediaId: string;
              mimeType?: string;
              sizeBytes?: number;
              sha256?: string;
              fileName?: string;
              caption?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "video";
            video: {
              mediaId: string;
              mimeType?: string;
              sizeBytes?: number;
              sha256?: string;
              fileName?: string;
              caption?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "audio";
            audio: {
              mediaId: string;
              mimeType?: string;
              sizeBytes?: number;
              sha256?: string;
              fileName?: string;
              caption?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "voice";
            voice: {
              mediaId: string;
              mimeType?: string;
              sizeBytes?: number;
              sha256?: string;
              fileName?: string;
              caption?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "document";
            document: {
              mediaId: string;
              mimeType?: string;
              sizeBytes?: number;
              sha256?: string;
              fileName?: string;
              caption?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "sticker";
            sticker: {
              mediaId: string;
              mimeType?: string;
              sizeBytes?: number;
              sha256?: string;
              fileName?: string;
              caption?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "location";
            location: {
              latitude: number;
              longitude: number;
              name?: string;
              address?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "contacts";
            contacts: Array<{
              name: string;
              firstName?: string;
              lastName?: string;
              organization?: string;
              birthday?: string;
              phones: Array<{
                number: string;
                type?: string;
              }>;
              emails?: Array<{
                email: string;
                type?: string;
              }>;
              urls?: Array<string>;
            }>;
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "poll";
            poll: {
              question: string;
              options: Array<string>;
              multiple?: boolean;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "selection";
            selection: {
              id: string;
              title: string;
              source?: "button" | "list" | "template" | "form";
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "unknown";
            unknown: {
              kind: string;
              summary?: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "reaction";
            reaction: {
              messageId: string;
              emoji: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "edit";
            edit: {
              messageId: string;
              body: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "revoke";
            revoke: {
              messageId: string;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "poll_vote";
            poll_vote: {
              messageId: string;
              options: Array<string>;
            };
          } | {
            from: string | null;
            to?: string;
            groupId?: string;
            name?: string;
            replyTo?: string;
            forwarded?: boolean;
            providerId?: string;
            type: "call";
            call: {
              video?: boolean;
            };
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': {
            providerId: string;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/sandbox/sent': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          to?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<{
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "text";
              text: {
                body: string;
                mentions?: Array<string>;
                linkPreview?: boolean;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "image";
              image: {
                mediaRef: string;
                mimeType: string;
                sizeBytes?: number;
                sha256?: string;
                fileName?: string;
                caption?: string;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "video";
              video: {
                mediaRef: string;
                mimeType: string;
                sizeBytes?: number;
                sha256?: string;
                fileName?: string;
                caption?: string;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "audio";
              audio: {
                mediaRef: string;
                mimeType: string;
                sizeBytes?: number;
                sha256?: string;
                fileName?: string;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "voice";
              voice: {
                mediaRef: string;
                mimeType: string;
                sizeBytes?: number;
                sha256?: string;
                fileName?: string;
                durationSeconds?: number;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "document";
              document: {
                mediaRef: string;
                mimeType: string;
                sizeBytes?: number;
                sha256?: string;
                fileName?: string;
                caption?: string;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "sticker";
              sticker: {
                mediaRef: string;
                mimeType: string;
                sizeBytes?: number;
                sha256?: string;
                fileName?: string;
                animated?: boolean;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "location";
              location: {
                latitude: number;
                longitude: number;
                name?: string;
                address?: string;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "contacts";
              contacts: Array<{
                name: string;
                firstName?: string;
                lastName?: string;
                organization?: string;
                birthday?: string;
                phones: Array<{
                  number: string;
                  type?: string;
                }>;
                emails?: Array<{
                  email: string;
                  type?: string;
                }>;
                urls?: Array<string>;
              }>;
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "poll";
              poll: {
                question: string;
                options: Array<string>;
                multiple?: boolean;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "template";
              template: {
                name: string;
                language: string;
                components?: Array<{ [name: string]: Schema_Part32_0 }>;
              };
            } | {
              providerId: string;
              to: string | "status@broadcast";
              at: string;
              ownId: string;
              replyTo?: string;
              forwarded?: boolean;
              editedAt?: string;
              revokedAt?: string;
              reaction?: string;
              type: "interactive";
              interactive: {
                kind: "buttons";
                header?: string;
                body: string;
                footer?: string;
                buttons: Array<{
                  id: string;
                  title: string;
                }>;
              } | {
                kind: "list";
                header?: string;
                body: string;
                footer?: string;
                button: string;
                sections: Array<{
                  title: string;
                  rows: Array<{
                    id: string;
                    title: string;
                    description?: string;
                  }>;
                }>;
              } | {
                kind: "link";
                header?: string;
                body: string;
                footer?: string;
                label: string;
                url: string;
              } | {
                kind: "other";
                header?: string;
                body: string;
                footer?: string;
                action: { [name: string]: Schema_Part32_1 };
              };
            }>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/sandbox/faults': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            loseAnswerRate?: number;
            failRate?: number;
            slowMs?: number;
            restrictCold?: boolean;
            disconnect?: boolean | number;
            logout?: boolean;
            unregistered?: Array<string>;
            ackDelayMs?: number;
            acks?: boolean;
            passkey?: boolean;
            banWarning?: boolean;
            speed?: number;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            loseAnswerRate?: number;
            failRate?: number;
            slowMs?: number;
            restrictCold?: boolean;
            disconnect?: boolean | number;
            logout?: boolean;
            unregistered?: Array<string>;
            ackDelayMs?: number;
            acks?: boolean;
            passkey?: boolean;
            banWarning?: boolean;
            speed?: number;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            loseAnswerRate?: number;
            failRate?: number;
            slowMs?: number;
            restrictCold?: boolean;
            disconnect?: boolean | number;
            logout?: boolean;
            unregistered?: Array<string>;
            ackDelayMs?: number;
            acks?: boolean;
            passkey?: boolean;
            banWarning?: boolean;
            speed?: number;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/inbound-events': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          status?: "parked";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_InboundEvent>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/inbound-events/{id}/retry': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_InboundEvent;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          kind?: "image" | "video" | "audio" | "voice" | "document" | "sticker";
          direction?: "uploaded" | "inbound";
          clientId?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Media>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        query?: {
          kind?: "image" | "video" | "audio" | "voice" | "document" | "sticker";
          fileName?: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'multipart/form-data': ({
            file?: Blob;
          } & { [name: string]: unknown });
          'application/octet-stream': unknown;
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_Media | {
            data: Array<Schema_Media>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/usage': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': Schema_MediaUsage;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/retention': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': Schema_MediaRetention;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    put: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': Schema_MediaRetention;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_MediaRetention;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Media;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/{id}/content': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/octet-stream': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/{id}/thumbnail': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/octet-stream': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/{id}/link': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_MediaLink;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/media/{id}/shared': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query: {
          organization: string;
          expires: number;
          signature: string;
        };
      };
      responses: {
        200: { content: {
          'application/octet-stream': string;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/import': {
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'multipart/form-data': ({
            file?: Blob;
          } & { [name: string]: unknown });
        };
      };
      responses: {
        202: { content: {
          'application/json': {
            importId: string;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/import/preview': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'multipart/form-data': ({
            file?: Blob;
          } & { [name: string]: unknown });
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ImportPreview;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/imports': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_ContactImport>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/imports/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ContactImport;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/imports/{id}/errors': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'text/csv': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/export': {
    get: {
      parameters: {
        query?: {
          query?: string;
          tag?: string;
          segmentId?: string;
          optedOut?: "true" | "false";
          blocked?: "true" | "false";
          country?: string;
          language?: string;
          format?: "csv" | "json";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Contact>;
          };
          'text/csv': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/consent/export': {
    get: {
      parameters: {
        query?: {
          contactId?: string;
          format?: "csv" | "json";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<{
              id: string;
              state: "opted_in" | "opted_out";
              clientId: string | null;
              source: "keyword" | "button" | "operator" | "import" | "merge" | "erasure";
              applied: boolean;
              word: string | null;
              language: string | null;
              messageId: string | null;
              heardBy: string | null;
              actor: {
                type: string;
                id: string | null;
                name: string | null;
              } | null;
              reason: string | null;
              at: string;
              recordedAt: string;
              contactId: string;
              phone: string | null;
            }>;
          };
          'text/csv': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          phone?: string;
          query?: string;
          tag?: string;
          segmentId?: string;
          optedOut?: "true" | "false";
          blocked?: "true" | "false";
          country?: string;
          language?: string;
          sort?: "newest" | "name";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Contact>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            phone?: string;
            lid?: string;
            businessScopedId?: string;
            username?: string;
            name?: string | null;
            language?: string | null;
            country?: string | null;
            timeZone?: string | null;
            attributes?: { [name: string]: string | number | boolean | null };
            tags?: Array<string>;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/tags': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<string>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/fields': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_ContactField>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            type: "text" | "number" | "boolean" | "date";
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_ContactField;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/fields/{name}': {
    delete: {
      parameters: {
        path: {
          name: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ContactDetail;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string | null;
            language?: string | null;
            country?: string | null;
            timeZone?: string | null;
            attributes?: { [name: string]: string | number | boolean | null };
            tags?: Array<string>;
            phone?: string | null;
            lid?: string | null;
            businessScopedId?: string | null;
            username?: string | null;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/tags': {
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            tags: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            tags: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/tags/{tag}': {
    delete: {
      parameters: {
        path: {
          id: string;
          tag: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/block': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/unblock': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/merge': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            contactId: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/notes': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_ContactNote>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            body: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_ContactNote;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/notes/{noteId}': {
    delete: {
      parameters: {
        path: {
          id: string;
          noteId: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/opt-out': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            clientId?: string;
            reason?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/opt-in': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            clientId?: string;
            reason?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Contact;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/consent': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_ConsentEntry>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/consent/settings': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': Schema_ConsentSettings;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {};
      requestBody?: {
        content: {
          'application/json': {
            scope?: "organization" | "client";
            switches?: { [name: string]: boolean };
            ownWords?: Array<{
              word: string;
              kind: "opt_out" | "opt_in";
              language: "en" | "es" | "pt" | "fr" | "de" | "id" | "ar" | "hi";
            }>;
            texts?: { [name: string]: {
              opt_out?: string;
              opt_in?: string;
            } };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_ConsentSettings;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/consent/test': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            text: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            kind: "opt_out" | "opt_in" | null;
            word: string | null;
            languages: Array<"en" | "es" | "pt" | "fr" | "de" | "id" | "ar" | "hi">;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/segments': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Segment>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            filter: Schema_SegmentFilter;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_Segment;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/segments/preview': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            filter: Schema_SegmentFilter;
            limit?: number;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            count: number;
            data: Array<Schema_Contact>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/segments/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Segment;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            filter?: Schema_SegmentFilter;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Segment;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/segments/{id}/count': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            count: number;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/contacts/{id}/export': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/zip': string;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/check-numbers': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            numbers: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_NumberCheck>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          clientId?: string;
          conversationId?: string;
          contactId?: string;
          status?: "queued" | "scheduled" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "unknown";
          direction?: "inbound" | "outbound";
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Message>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "text";
            text: {
              body: string;
              mentions?: Array<string>;
              linkPreview?: boolean;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "image";
            image: {
              mediaId?: string;
              url?: string;
              caption?: string;
              fileName?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "video";
            video: {
              mediaId?: string;
              url?: string;
              caption?: string;
              fileName?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "audio";
            audio: {
              mediaId?: string;
              url?: string;
              caption?: string;
              fileName?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "voice";
            voice: {
              mediaId?: string;
              url?: string;
              caption?: string;
              fileName?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "document";
            document: {
              mediaId?: string;
              url?: string;
              caption?: string;
              fileName?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "sticker";
            sticker: {
              mediaId?: string;
              url?: string;
              caption?: string;
              fileName?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "location";
            location: {
              latitude: number;
              longitude: number;
              name?: string;
              address?: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "contacts";
            contacts: Array<{
              name: string;
              firstName?: string;
              lastName?: string;
              organization?: string;
              birthday?: string;
              phones: Array<{
                number: string;
                type?: string;
              }>;
              emails?: Array<{
                email: string;
                type?: string;
              }>;
              urls?: Array<string>;
            }>;
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "poll";
            poll: {
              question: string;
              options: Array<string>;
              multiple?: boolean;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "reaction";
            reaction: {
              messageId: string;
              emoji: string;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "template";
            template: {
              name: string;
              language: string;
              components?: Array<{ [name: string]: Schema_Part50_1 }>;
            };
          } | {
            clientId: string;
            to: string;
            replyTo?: string;
            sendAt?: string;
            timeZone?: string;
            priority?: "reply" | "normal" | "bulk";
            metadata?: { [name: string]: Schema_Part50_0 };
            fallback?: "text";
            overrideConsent?: boolean;
            type: "interactive";
            interactive: {
              kind: "buttons";
              header?: string;
              body: string;
              footer?: string;
              buttons: Array<{
                id: string;
                title: string;
              }>;
            } | {
              kind: "list";
              header?: string;
              body: string;
              footer?: string;
              button: string;
              sections: Array<{
                title: string;
                rows: Array<{
                  id: string;
                  title: string;
                  description?: string;
                }>;
              }>;
            } | {
              kind: "link";
              header?: string;
              body: string;
              footer?: string;
              label: string;
              url: string;
            } | {
              kind: "other";
              header?: string;
              body: string;
              footer?: string;
              action: { [name: string]: Schema_Part50_2 };
            };
          };
        };
      };
      responses: {
        202: { content: {
          'application/json': Schema_QueuedMessage;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/batch': {
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            messages: Array<unknown>;
          };
        };
      };
      responses: {
        202: { content: {
          'application/json': {
            data: Array<{
              index: number;
              message?: Schema_Message;
              error?: {
                code: string;
                status: number;
                detail: string;
                errors?: Array<{
                  path: string;
                  message: string;
                }>;
              };
            }>;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/search': {
    get: {
      parameters: {
        query: {
          limit?: number;
          cursor?: string;
          query: string;
          conversationId?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Message>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_MessageDetails;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            text: {
              body: string;
              mentions?: Array<string>;
            };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}/cancel': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}/reorder': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            before?: string;
            position?: "first" | "last";
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}/forward': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            to: string;
            overrideConsent?: boolean;
          };
        };
      };
      responses: {
        202: { content: {
          'application/json': Schema_QueuedMessage;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}/reaction': {
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            emoji: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}/star': {
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/messages/{id}/resolve': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            outcome: "sent" | "send_again" | "failed";
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Message;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/conversations': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          clientId?: string;
          contactId?: string;
          status?: "open" | "pending" | "closed" | "snoozed";
          assignee?: string | "me" | "none";
          label?: string;
          unread?: "true" | "false";
          query?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Conversation>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/conversations/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Conversation;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            assigneeId?: string | null;
            status?: "open" | "pending" | "closed" | "snoozed";
            snoozedUntil?: string;
            labels?: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Conversation;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/conversations/{id}/messages': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Message>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/conversations/{id}/read': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_Conversation;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/conversations/{id}/typing': {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            state?: "typing" | "recording" | "idle";
          };
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/conversations/{id}/notes': {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_Note>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            text: string;
            mentions?: Array<string>;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_Note;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/canned-replies': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<Schema_CannedReply>;
            nextCursor: string | null;
          };
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            shortcut: string;
            text: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': Schema_CannedReply;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/canned-replies/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody?: {
        content: {
          'application/json': {
            shortcut?: string;
            text?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_CannedReply;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
  '/v1/clients/{id}/assignment-rule': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_AssignmentRule;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            rule: "manual" | "round_robin" | "least_busy";
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': Schema_AssignmentRule;
        } };
        401: { content: {
          'application/problem+json': Schema_Problem;
        } };
        403: { content: {
          'application/problem+json': Schema_Problem;
        } };
        404: { content: {
          'application/problem+json': Schema_Problem;
        } };
        422: { content: {
          'application/problem+json': Schema_Problem;
        } };
        429: { content: {
          'application/problem+json': Schema_Problem;
        } };
      };
    };
  };
}

export interface components {
  schemas: {
    Problem: Schema_Problem;
    Registered: Schema_Registered;
    User: Schema_User;
    Organization: Schema_Organization;
    SignedIn: Schema_SignedIn;
    Me: Schema_Me;
    TotpEnrolment: Schema_TotpEnrolment;
    RecoveryCodes: Schema_RecoveryCodes;
    Login: Schema_Login;
    RolePermissions: Schema_RolePermissions;
    InvitedUser: Schema_InvitedUser;
    Invitation: Schema_Invitation;
    InvitationWithLink: Schema_InvitationWithLink;
    ApiKey: Schema_ApiKey;
    ApiKeyWithSecret: Schema_ApiKeyWithSecret;
    ApiKeyUsage: Schema_ApiKeyUsage;
    AuditLog: Schema_AuditLog;
    AuditLogExport: Schema_AuditLogExport;
    Event: Schema_Event;
    Webhook: Schema_Webhook;
    WebhookWithSecret: Schema_WebhookWithSecret;
    WebhookStats: Schema_WebhookStats;
    WebhookDelivery: Schema_WebhookDelivery;
    WebhookDeliveryDetails: Schema_WebhookDeliveryDetails;
    Channel: Schema_Channel;
    Client: Schema_Client;
    Qr: Schema_Qr;
    StateEntry: Schema_StateEntry;
    Safety: Schema_Safety;
    PairingCode: Schema_PairingCode;
    Group: Schema_Group;
    ParticipantResult: Schema_ParticipantResult;
    Part32_0: Schema_Part32_0;
    Part32_1: Schema_Part32_1;
    InboundEvent: Schema_InboundEvent;
    Media: Schema_Media;
    MediaUsage: Schema_MediaUsage;
    MediaRetention: Schema_MediaRetention;
    MediaLink: Schema_MediaLink;
    ImportPreview: Schema_ImportPreview;
    ContactImport: Schema_ContactImport;
    Contact: Schema_Contact;
    ContactField: Schema_ContactField;
    ContactDetail: Schema_ContactDetail;
    ContactNote: Schema_ContactNote;
    ConsentEntry: Schema_ConsentEntry;
    ConsentSettings: Schema_ConsentSettings;
    Segment: Schema_Segment;
    SegmentFilter: Schema_SegmentFilter;
    NumberCheck: Schema_NumberCheck;
    Part50_0: Schema_Part50_0;
    Part50_1: Schema_Part50_1;
    Part50_2: Schema_Part50_2;
    QueuedMessage: Schema_QueuedMessage;
    Waiting: Schema_Waiting;
    Message: Schema_Message;
    MessageDetails: Schema_MessageDetails;
    Conversation: Schema_Conversation;
    Note: Schema_Note;
    CannedReply: Schema_CannedReply;
    AssignmentRule: Schema_AssignmentRule;
  };
}
