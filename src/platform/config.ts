import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SETTINGS } from './settings.ts';
import type { Setting, Settings } from './settings.ts';

export type Config = Settings & { publicUrl: string; nodeUrl: string; sharedDir: string };
export type Environment = Record<string, string | undefined>;

/** Every mistake in the settings, one line each; the start stops with exit code 78. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: string[];

  constructor(mistakes: string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

const PASSED_ON = /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|XDG_\w+|FONTCONFIG_\w+|LD_LIBRARY_PATH|SSL_CERT_\w+)$/;

const entries: [string, Setting][] = Object.values(SETTINGS).flatMap((group) => Object.entries(group));

/** The process's environment over the `.env` file of the folder it was started in. */
export function readEnvironment(): Environment {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return { ...file, ...process.env };
}

/** What a program that this one starts may know; everything else can be a secret. */
export function environmentForPrograms(): Record<string, string> {
  const passed = Object.entries(process.env).filter((entry): entry is [string, string] => PASSED_ON.test(entry[0]) && !!entry[1]);
  return Object.fromEntries(passed);
}

/** Checks every setting; an empty value counts as absent. */
export function loadConfig(environment: Environment): Config {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { env, schema, fallback }] of entries) {
    const given = environment[env];
    const result = schema.safeParse(given === undefined || given === '' ? fallback : given);
    if (result.success) values[name] = result.data;
    else mistakes.push(`${env}: ${result.error.issues[0]?.message}`);
  }
  const settings = values as Settings;
  if (mistakes.length === 0) mistakes.push(...contradictions(settings));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const own = `http://${settings.host}:${settings.port}`;
  return {
    ...settings,
    publicUrl: (settings.publicUrl ?? own).replace(/\/+$/, ''),
    nodeUrl: (settings.nodeUrl ?? own).replace(/\/+$/, ''),
    sharedDir: settings.sharedDir ?? settings.dataDir,
  };
}

function contradictions({
  s3AccessKeyId,
  s3SecretAccessKey,
  databaseUrl,
  databaseAdminUrl,
  masterKeys,
  role,
  smtpUrl,
  mailFrom,
  waWebVersion,
  waWebVersionDir,
}: Settings): string[] {
  const mistakes: string[] = [];
  if (databaseUrl && !masterKeys)
    mistakes.push('TOKEN_MASTER_KEY: is required with DATABASE_URL (make one with `openssl rand -hex 32` and keep it)');
  if (databaseAdminUrl && !databaseUrl) mistakes.push('DATABASE_ADMIN_URL: means nothing without DATABASE_URL');
  if (waWebVersion && !waWebVersionDir) mistakes.push('WA_WEB_VERSION_DIR: is required with WA_WEB_VERSION');
  if (Boolean(s3AccessKeyId) !== Boolean(s3SecretAccessKey))
    mistakes.push('S3_ACCESS_KEY_ID: goes with S3_SECRET_ACCESS_KEY, both or neither');
  if (smtpUrl && !mailFrom) mistakes.push('MAIL_FROM: is required with SMTP_URL');
  if (role === 'worker' && !databaseUrl)
    mistakes.push('ROLE: a worker of its own needs DATABASE_URL, because the embedded database belongs to one process');
  return mistakes;
}

/** The text of .env.example; a test compares it with the file. */
export function renderEnvExample(): string {
  const group = ([title, settings]: [string, Record<string, Setting>]) => {
    const lines = Object.values(settings).map(({ env, doc, fallback }) => `# ${doc}\n#${env}=${fallback ?? ''}\n`);
    return `# --- ${title}\n\n${lines.join('\n')}`;
  };
  return `# Copy to .env and uncomment what you change. Every value shown is the default.\n\n${Object.entries(SETTINGS).map(group).join('\n')}`;
}
