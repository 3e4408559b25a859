import { resolve } from 'node:path';
import { z } from 'zod';

/** One setting: where it comes from, what it is for, what it may be, and what it is when nobody says. */
export type Setting<S extends z.ZodType = z.ZodType> = { env: string; doc: string; schema: S; fallback: string | undefined };

const setting = <S extends z.ZodType>(env: string, fallback: string | undefined, schema: S, doc: string): Setting<S> => ({
  env,
  doc,
  schema,
  fallback,
});

const text = z.string().min(1);
const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true');
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be between ${min} and ${max}` });
const limit = whole(1, 1_000_000_000);
const url = (...schemes: string[]) =>
  text.refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    error: `must be a URL that starts with ${schemes.join('// or ')}//`,
  });
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const words = z.string().transform((value) => value.split(/\s+/).filter((word) => word !== ''));
const databaseUrl = url('postgres:', 'postgresql:').optional();
const masterKeys = z
  .string()
  .regex(
    /^[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*$/,
    'must be 64 hexadecimal digits (`openssl rand -hex 32`), several separated by commas while rotating',
  )
  .optional();

/** Every setting there is, in the order of .env.example. Adding one here is all it takes. */
export const SETTINGS = {
  server: {
    port: setting('PORT', '3000', whole(0, 65_535), 'Where the server listens.'),
    host: setting('HOST', '127.0.0.1', text, 'The address it listens on; 0.0.0.0 for all (then put TLS in front).'),
    role: setting(
      'ROLE',
      'all',
      z.enum(['all', 'web', 'worker'], { error: 'must be all, web or worker' }),
      'What this node does: all, web (answers requests) or worker (background work).',
    ),
    publicUrl: setting(
      'PUBLIC_URL',
      undefined,
      url('http:', 'https:').optional(),
      'How people reach this server; links in mails and answers are built from it. Default: http://HOST:PORT.',
    ),
    nodeUrl: setting(
      'NODE_URL',
      undefined,
      url('http:', 'https:').optional(),
      'Where other nodes reach this one. Default: http://HOST:PORT.',
    ),
    trustProxy: setting(
      'TRUST_PROXY',
      '0',
      z.union([whole(0, 10), z.string().regex(/^[\d.:a-fA-F/, ]+$/, 'must be a number of hops or a list of addresses')]),
      'How many proxies in front set X-Forwarded-For (a number, or their addresses). 0 ignores the header.',
    ),
    corsOrigins: setting('CORS_ORIGINS', '', list, 'Other origins whose pages may call the API, separated by commas. Empty: none.'),
    logLevel: setting(
      'LOG_LEVEL',
      'info',
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be trace, debug, info, warn, error, fatal or silent',
      }),
      'How much is logged.',
    ),
    metricsToken: setting(
      'METRICS_TOKEN',
      undefined,
      text.optional(),
      'Bearer token for /metrics. Without it, /metrics answers loopback only.',
    ),
  },
  data: {
    dataDir: setting(
      'DATA_DIR',
      './data',
      text.transform((path) => resolve(path)),
      'Everything the server keeps outside the database (and the embedded database itself).',
    ),
    sharedDir: setting(
      'SHARED_DIR',
      undefined,
      text.transform((path) => resolve(path)).optional(),
      'What all nodes must see alike: session folders and files. Default: DATA_DIR, which is enough for a single node.',
    ),
    databaseUrl: setting(
      'DATABASE_URL',
      undefined,
      databaseUrl,
      'A PostgreSQL of your own (15 or newer). Absent: an embedded one under DATA_DIR.',
    ),
    databaseAdminUrl: setting(
      'DATABASE_ADMIN_URL',
      undefined,
      databaseUrl,
      'Who runs the migrations: a superuser, or an owner with CREATEROLE. Default: DATABASE_URL.',
    ),
    databaseConnections: setting('DATABASE_CONNECTIONS', '20', whole(4, 500), 'Connections this node may open.'),
    masterKeys: setting(
      'TOKEN_MASTER_KEY',
      undefined,
      masterKeys,
      'Wraps every stored secret. Made in DATA_DIR/master.key with the embedded database; required with DATABASE_URL.',
    ),
    secretsBackend: setting(
      'SECRETS_BACKEND',
      'database',
      z.enum(['database', 'aws'], { error: 'must be database or aws' }),
      'Where the wrapped data keys lie: in the database, or in AWS Secrets Manager (region and credentials as the AWS SDK finds them).',
    ),
  },
  browser: {
    chromiumPath: setting(
      'CHROMIUM_PATH',
      undefined,
      text.optional(),
      'The Chrome or Chromium that web clients run in. Default: an installed one, else the one that comes with the packages.',
    ),
    chromiumArgs: setting('CHROMIUM_ARGS', '', words, 'Further arguments for it, separated by spaces.'),
    sessionMemoryMb: setting(
      'SESSION_MEMORY_MB',
      '700',
      whole(100, 100_000),
      'A web session that takes more memory is started anew, between two messages.',
    ),
    memoryReserveMb: setting(
      'MEMORY_RESERVE_MB',
      '400',
      whole(0, 1_000_000),
      'Memory that must be free for one more web session to start; until then it waits.',
    ),
  },
  access: {
    registration: setting(
      'REGISTRATION',
      'first',
      z.enum(['first', 'open', 'invite'], { error: 'must be first, open or invite' }),
      'Who may create an organisation: only the first one (with the setup code), everyone, or nobody (invitations only).',
    ),
    setupCode: setting(
      'SETUP_CODE',
      undefined,
      z.string().min(8, 'must have at least 8 characters').optional(),
      'The code that the first registration needs. Default: made at the start and kept in DATA_DIR/setup-code.',
    ),
    defaultPlan: setting(
      'DEFAULT_PLAN',
      'free',
      z.enum(['free', 'pro', 'enterprise'], { error: 'must be free, pro or enterprise' }),
      'The plan of a new organisation.',
    ),
    bcryptCost: setting('BCRYPT_COST', '12', whole(10, 15), 'The cost of hashing a password or an API key; each step doubles the time.'),
  },
  limits: {
    limitPlanFreePerMinute: setting('LIMIT_PLAN_FREE_PER_MINUTE', '100', limit, 'Requests of an organisation by API key: plan free.'),
    limitPlanProPerMinute: setting('LIMIT_PLAN_PRO_PER_MINUTE', '1000', limit, 'The same for plan pro.'),
    limitPlanEnterprisePerMinute: setting('LIMIT_PLAN_ENTERPRISE_PER_MINUTE', '10000', limit, 'The same for plan enterprise.'),
    limitUserPerMinute: setting('LIMIT_USER_PER_MINUTE', '600', limit, 'Requests of a person who is signed in.'),
    limitAnonymousPerMinute: setting(
      'LIMIT_ANONYMOUS_PER_MINUTE',
      '100',
      limit,
      'Requests from one address (IPv6: one /64) without a credential, or with a wrong one.',
    ),
    limitLoginPerMinute: setting('LIMIT_LOGIN_PER_MINUTE', '5', limit, 'Attempts to sign in, from one address and to one account.'),
    limitRegisterPerHour: setting('LIMIT_REGISTER_PER_HOUR', '3', limit, 'Registrations from one address.'),
    limitResetPerHour: setting('LIMIT_RESET_PER_HOUR', '3', limit, 'Mails with a link to a new password, asked for from one address.'),
    redisUrl: setting(
      'REDIS_URL',
      undefined,
      url('redis:', 'rediss:').optional(),
      'Where several nodes count together. Absent: in PostgreSQL with DATABASE_URL, else in the memory of the one node.',
    ),
  },
  contacts: {
    numberChecksPerDay: setting(
      'NUMBER_CHECKS_PER_DAY',
      '1000',
      whole(0, 1_000_000),
      'How many numbers each client may look up on WhatsApp in a day; asking for many looks like spam.',
    ),
  },
  sending: {
    sendMaxTries: setting(
      'SEND_MAX_TRIES',
      '8',
      whole(1, 100),
      'How often a message is tried that its channel did not take but may take later.',
    ),
    sendMaxAgeHours: setting(
      'SEND_MAX_AGE_HOURS',
      '168',
      whole(1, 8_784),
      'A message that still waits after so long is not sent any more.',
    ),
  },
  audit: {
    auditRetentionDays: setting('AUDIT_RETENTION_DAYS', '90', whole(1, 36_500), 'How long the audit log is kept.'),
  },
  whatsappWeb: {
    waWebVersion: setting(
      'WA_WEB_VERSION',
      undefined,
      z
        .string()
        .regex(/^\d[\w.-]{0,63}$/, 'must be the name of a build, such as 2.3000.1048112233')
        .optional(),
      'The build of WhatsApp Web to run, in place of the one that WhatsApp serves; a client may name another one.',
    ),
    waWebVersionDir: setting(
      'WA_WEB_VERSION_DIR',
      undefined,
      text.transform((path) => resolve(path)).optional(),
      'The folder that holds <version>.html of every pinned build.',
    ),
  },
  events: {
    eventRetentionDays: setting(
      'EVENT_RETENTION_DAYS',
      '90',
      whole(1, 3_650),
      'How long events are kept, where an organisation does not say otherwise.',
    ),
  },
  webhooks: {
    webhookDisableDays: setting(
      'WEBHOOK_DISABLE_DAYS',
      '3',
      whole(1, 365),
      'A webhook to which nothing arrived for so many days is switched off.',
    ),
  },
  mail: {
    smtpUrl: setting(
      'SMTP_URL',
      undefined,
      url('smtp:', 'smtps:').optional(),
      'The server that sends mail: smtps://user:password@host. Absent: no mail; links are handed over by people.',
    ),
    mailFrom: setting(
      'MAIL_FROM',
      undefined,
      text.optional(),
      'The sender of mail: Waxwing <waxwing@example.com>. Required with SMTP_URL.',
    ),
  },
  outbound: {
    outboundAllow: setting(
      'OUTBOUND_ALLOW',
      '',
      list,
      'Hosts or CIDRs inside your network that webhooks and fetches may reach, separated by commas.',
    ),
    outboundHttp: setting(
      'OUTBOUND_HTTP',
      'false',
      flag,
      'Whether plain http:// is allowed for every host, not only those of OUTBOUND_ALLOW.',
    ),
  },
  media: {
    mediaQuotaFreeMb: setting('MEDIA_QUOTA_FREE_MB', '10240', limit, 'Room for the files of an organisation: plan free.'),
    mediaQuotaProMb: setting('MEDIA_QUOTA_PRO_MB', '102400', limit, 'The same for plan pro.'),
    mediaQuotaEnterpriseMb: setting('MEDIA_QUOTA_ENTERPRISE_MB', '1048576', limit, 'The same for plan enterprise.'),
    mediaMaxImageMb: setting(
      'MEDIA_MAX_IMAGE_MB',
      '5',
      whole(1, 1_000),
      "The largest image that is sent (WhatsApp's own limit); larger ones are made to fit.",
    ),
    mediaMaxVideoMb: setting('MEDIA_MAX_VIDEO_MB', '16', whole(1, 2_000), 'The largest video.'),
    mediaMaxAudioMb: setting('MEDIA_MAX_AUDIO_MB', '16', whole(1, 2_000), 'The largest sound and voice note.'),
    mediaMaxDocumentMb: setting('MEDIA_MAX_DOCUMENT_MB', '100', whole(1, 2_000), 'The largest document, and the largest file at all.'),
    mediaMinFreeMb: setting(
      'MEDIA_MIN_FREE_MB',
      '512',
      whole(0, 1_000_000),
      'Files are refused when the disk of DATA_DIR has less room than this.',
    ),
    s3Bucket: setting(
      'S3_BUCKET',
      undefined,
      text.optional(),
      'A bucket for the files, in any S3-compatible store. Absent: the disk of DATA_DIR.',
    ),
    s3Endpoint: setting('S3_ENDPOINT', undefined, url('http:', 'https:').optional(), "Where that store is, when it is not Amazon's."),
    s3Region: setting('S3_REGION', undefined, text.optional(), 'Its region.'),
    s3AccessKeyId: setting(
      'S3_ACCESS_KEY_ID',
      undefined,
      text.optional(),
      'The credential for it, with S3_SECRET_ACCESS_KEY. Absent: where the AWS SDK finds one.',
    ),
    s3SecretAccessKey: setting('S3_SECRET_ACCESS_KEY', undefined, text.optional(), 'The secret that belongs to it.'),
    clamdHost: setting(
      'CLAMD_HOST',
      undefined,
      z
        .string()
        .regex(/^[\w.-]+(:\d+)?$/, 'must be host or host:port')
        .optional(),
      'A virus scanner (clamd) that sees each file before it can be used: host or host:port. Absent: none.',
    ),
  },
} as const;

type Fields<G> = { [K in keyof G]: G[K] extends Setting<infer S> ? z.output<S> : never };
type Merge<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;

/** The checked settings, by name. */
export type Settings = {
  [K in keyof Merge<Fields<(typeof SETTINGS)[keyof typeof SETTINGS]>>]: Merge<Fields<(typeof SETTINGS)[keyof typeof SETTINGS]>>[K];
};
