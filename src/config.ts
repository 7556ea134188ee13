// Settings: flags over environment over config.json over defaults, checked all at once.
// Every setting stands in the table below; a wrong value never gets past here, a secret never gets into an error text.
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type PaceSetting, parsePace, withinCap } from './core/pace-setting.ts';
import { type DataDir, dataDirAt, defaultDataDir } from './data-dir.ts';
import {
  COWIN_BASE_URL,
  COWIN_PUBLIC_CAP,
  COWIN_USER_AGENT,
  isCowinPublicHost,
} from './sources/cowin/hosts.ts';

export interface TelegramSettings {
  readonly token: string;
  readonly apiRoot: string;
}

export interface MailSettings {
  readonly smtpUrl: string;
  readonly from: string;
  readonly tls: 'required' | 'off';
}

export interface XSettings {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
  readonly apiRoot: string;
  /** US dollars. */
  readonly capPerDayUsd: number;
  readonly capPerMonthUsd: number;
}

/** How Redis is found: `auto` looks for a server to start. */
export type RedisChoice = 'auto' | 'off' | { readonly unix: string } | { readonly url: string };

export interface Settings {
  readonly dir: DataDir;
  readonly cowinUrl: string;
  readonly userAgent: string;
  readonly pace: PaceSetting;
  readonly redis: RedisChoice;
  readonly telegram: TelegramSettings | null;
  readonly mail: MailSettings | null;
  readonly webhookAllowLocal: boolean;
  readonly x: XSettings | null;
  readonly allAreas: boolean;
  /** Things that are not wrong but surely not meant, in sentences. */
  readonly warnings: readonly string[];
}

/** What was wrong, one sentence each; the program ends with 78. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** What flags may say. Anything else comes from the environment or config.json. */
export interface Flags {
  readonly dataDir?: string | undefined;
  readonly allAreas?: boolean | undefined;
  readonly pace?: string | undefined;
  readonly cowinUrl?: string | undefined;
}

const PREFIX = 'VACCINE_WATCH_';

const httpUrl = z.url({ protocol: /^https?$/, error: 'is no http:// or https:// address' });
const dollars = z.coerce.number({ error: 'is no number of US dollars' }).min(0, 'cannot be negative');

/** name in the environment (behind the prefix) and in config.json (camel case) -> how it is read. */
const TABLE = {
  COWIN_URL: httpUrl.default(COWIN_BASE_URL),
  USER_AGENT: z
    .string()
    .regex(/^[\x20-\x7e]{1,300}$/, 'must be plain text in one line')
    .default(COWIN_USER_AGENT),
  PACE: z.string().default('90/5m'),
  REDIS: z
    .string()
    .regex(
      /^(off|\/.+|rediss?:\/\/.+)$/,
      'must be a socket path beginning with /, a redis:// or rediss:// address, or off',
    )
    .optional(),
  TELEGRAM_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'does not look like a bot token (123456:ABC…, from @BotFather)')
    .optional(),
  TELEGRAM_API: httpUrl.default('https://api.telegram.org'),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is no smtp:// or smtps:// address' }).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/,
      'must be an address such as alerts@example.org or Slots <alerts@example.org>',
    )
    .optional(),
  SMTP_TLS: z.enum(['required', 'off'], { error: 'must be required or off' }).default('required'),
  WEBHOOK_ALLOW_LOCAL: z.enum(['0', '1'], { error: 'must be 1 or 0' }).default('0'),
  X_API_KEY: z.string().min(1).optional(),
  X_API_SECRET: z.string().min(1).optional(),
  X_ACCESS_TOKEN: z.string().min(1).optional(),
  X_ACCESS_SECRET: z.string().min(1).optional(),
  X_API: httpUrl.default('https://api.x.com'),
  X_CAP_DAY_USD: dollars.default(1),
  X_CAP_MONTH_USD: dollars.default(20),
  ALL_AREAS: z.enum(['0', '1'], { error: 'must be 1 or 0' }).default('0'),
} as const;

type Name = keyof typeof TABLE;
const NAMES = Object.keys(TABLE) as Name[];
/** Settings that may also be given as a file holding them. */
const SECRETS: ReadonlySet<Name> = new Set([
  'TELEGRAM_TOKEN',
  'SMTP_URL',
  'REDIS',
  'X_API_KEY',
  'X_API_SECRET',
  'X_ACCESS_TOKEN',
  'X_ACCESS_SECRET',
]);

type Values = { readonly [N in Name]: z.output<(typeof TABLE)[N]> };

/** `TELEGRAM_TOKEN` -> `telegramToken`, its name in config.json. */
function fileKey(name: Name): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Which data directory is meant; this alone needs no other setting. */
export function chooseDataDir(flags: Flags, env: NodeJS.ProcessEnv): DataDir {
  return dataDirAt(flags.dataDir || env[`${PREFIX}DATA_DIR`] || defaultDataDir(env), env);
}

/** Reads and checks everything. @throws ConfigError with every problem found */
export function readSettings(flags: Flags, env: NodeJS.ProcessEnv): Settings {
  const dir = chooseDataDir(flags, env);
  const problems: string[] = [];
  const raw = gather(flags, env, dir.configFile, problems);
  const values = check(raw, problems);
  const pace = checkPace(raw, values, problems);
  const x = xSettings(values, problems);
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined && !raw.has('MAIL_FROM')) {
    problems.push(
      `${PREFIX}MAIL_FROM is missing: mail needs an address it comes from, such as alerts@example.org.`,
    );
  }
  if (problems.length > 0 || pace === undefined) throw new ConfigError(problems);
  return {
    dir,
    cowinUrl: values.COWIN_URL.replace(/\/+$/, ''),
    userAgent: values.USER_AGENT,
    pace,
    redis: redisChoice(values.REDIS),
    telegram:
      values.TELEGRAM_TOKEN === undefined
        ? null
        : { token: values.TELEGRAM_TOKEN, apiRoot: values.TELEGRAM_API.replace(/\/+$/, '') },
    mail:
      values.SMTP_URL === undefined || values.MAIL_FROM === undefined
        ? null
        : { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM, tls: values.SMTP_TLS },
    webhookAllowLocal: values.WEBHOOK_ALLOW_LOCAL === '1',
    x,
    allAreas: values.ALL_AREAS === '1',
    warnings: strangers(env),
  };
}

interface RawValue {
  readonly text: string;
  /** Where it was found, as the person wrote it. */
  readonly origin: string;
}

type Raw = ReadonlyMap<Name, RawValue>;

function gather(flags: Flags, env: NodeJS.ProcessEnv, configFile: string, problems: string[]): Raw {
  const raw = new Map<Name, RawValue>();
  for (const [name, value] of configEntries(configFile, problems)) raw.set(name, value);
  for (const name of NAMES) {
    const variable = PREFIX + name;
    const text = env[variable];
    if (text !== undefined && text !== '') raw.set(name, { text, origin: variable });
    const file = SECRETS.has(name) ? env[`${variable}_FILE`] : undefined;
    if (file === undefined || file === '') continue;
    if (text) problems.push(`${variable} and ${variable}_FILE are both set; keep one.`);
    try {
      raw.set(name, { text: readFileSync(file, 'utf8').trim(), origin: `${variable}_FILE` });
    } catch (error) {
      problems.push(
        `${variable}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      );
    }
  }
  if (flags.pace !== undefined) raw.set('PACE', { text: flags.pace, origin: '--pace' });
  if (flags.cowinUrl !== undefined) raw.set('COWIN_URL', { text: flags.cowinUrl, origin: '--cowin-url' });
  if (flags.allAreas) raw.set('ALL_AREAS', { text: '1', origin: '--all-areas' });
  return raw;
}

function configEntries(configFile: string, problems: string[]): [Name, RawValue][] {
  if (!existsSync(configFile)) return [];
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(configFile, 'utf8'));
  } catch (error) {
    problems.push(
      `${configFile} is no readable JSON (${error instanceof SyntaxError ? 'syntax error' : 'cannot be read'}).`,
    );
    return [];
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    problems.push(`${configFile} must hold one JSON object, such as { "pace": "90/5m" }.`);
    return [];
  }
  const entries: [Name, RawValue][] = [];
  for (const [key, value] of Object.entries(content)) {
    const name = NAMES.find((candidate) => fileKey(candidate) === key);
    const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
    if (name === undefined)
      problems.push(`${configFile}: there is no setting called ${JSON.stringify(key).slice(0, 60)}.`);
    else if (typeof value === 'object')
      problems.push(`${configFile}: ${key} must be text, a number, or true/false.`);
    else entries.push([name, { text, origin: `${key} in ${configFile}` }]);
  }
  return entries;
}

function check(raw: Raw, problems: string[]): Values {
  const values: Record<string, unknown> = {};
  for (const name of NAMES) {
    const given = raw.get(name);
    const result = TABLE[name].safeParse(given?.text);
    if (result.success) {
      values[name] = result.data;
      continue;
    }
    const shown = SECRETS.has(name) ? '' : ` (${JSON.stringify(given?.text.slice(0, 80))})`;
    problems.push(
      `${given?.origin ?? PREFIX + name}${shown} ${result.error.issues[0]?.message ?? 'is wrong'}.`,
    );
    values[name] = TABLE[name].safeParse(undefined).data;
  }
  return values as Values;
}

function checkPace(raw: Raw, values: Values, problems: string[]): PaceSetting | undefined {
  const origin = raw.get('PACE')?.origin ?? `${PREFIX}PACE`;
  const pace = parsePace(values.PACE);
  if ('problem' in pace) {
    problems.push(`${origin} (${JSON.stringify(values.PACE.slice(0, 80))}) ${pace.problem}.`);
    return undefined;
  }
  if (isCowinPublicHost(new URL(values.COWIN_URL).hostname) && !withinCap(pace, COWIN_PUBLIC_CAP)) {
    problems.push(
      `${origin} (${pace.text}) is above the 100 calls per 5 minutes that CoWIN's public API allows each address; ` +
        'set 100/5m or less. No flag lifts this; a server of your own (VACCINE_WATCH_COWIN_URL) may be polled at any pace.',
    );
    return undefined;
  }
  return pace;
}

function xSettings(values: Values, problems: string[]): XSettings | null {
  const keys = ['X_API_KEY', 'X_API_SECRET', 'X_ACCESS_TOKEN', 'X_ACCESS_SECRET'] as const;
  const missing = keys.filter((name) => values[name] === undefined);
  if (missing.length === keys.length) return null;
  if (missing.length > 0) {
    problems.push(`X needs four keys; missing: ${missing.map((name) => PREFIX + name).join(', ')}.`);
  }
  return {
    apiKey: values.X_API_KEY ?? '',
    apiSecret: values.X_API_SECRET ?? '',
    accessToken: values.X_ACCESS_TOKEN ?? '',
    accessSecret: values.X_ACCESS_SECRET ?? '',
    apiRoot: values.X_API.replace(/\/+$/, ''),
    capPerDayUsd: values.X_CAP_DAY_USD,
    capPerMonthUsd: values.X_CAP_MONTH_USD,
  };
}

function redisChoice(text: string | undefined): RedisChoice {
  if (text === undefined) return 'auto';
  if (text === 'off') return 'off';
  return text.startsWith('/') ? { unix: text } : { url: text };
}

/** Variables with our prefix that are none of ours: a misspelt setting must not be silently ignored. */
function strangers(env: NodeJS.ProcessEnv): string[] {
  const known = new Set(
    ['DATA_DIR', ...NAMES, ...[...SECRETS].map((name) => `${name}_FILE`)].map((name) => PREFIX + name),
  );
  return Object.keys(env)
    .filter((key) => key.startsWith(PREFIX) && !known.has(key))
    .map((key) => `${key.slice(0, 60)} is set, but there is no such setting; it is ignored.`);
}
