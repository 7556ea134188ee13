// The settings one by one: their names, how each is read, where it was found. Reads the environment and config.json;
// what the values mean together is `config.ts`'s to say. A secret never gets into an error text.
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { hasReadableUser, httpUrl, plainUrl, STRAY_PERCENT } from './settings-addresses.ts';
import { COWIN_BASE_URL, COWIN_USER_AGENT } from './sources/cowin/hosts.ts';

/** What every variable of ours begins with. */
export const PREFIX = 'VACCINE_WATCH_';

const dollars = z.coerce.number({ error: 'is no number of US dollars' }).min(0, 'cannot be negative');

/** name in the environment (behind the prefix) and in config.json (camel case) -> how it is read. */
const TABLE = {
  COWIN_URL: httpUrl.default(COWIN_BASE_URL),
  USER_AGENT: z
    .string()
    .regex(/^[\x20-\x7e]{1,300}$/, 'must be plain text in one line')
    .default(COWIN_USER_AGENT),
  PACE: z.string().default('90/5m'),
  POLL_THREADS: z.coerce
    .number({ error: 'is no number of threads' })
    .int('must be a whole number of threads')
    .min(1, 'must be at least 1')
    .max(64, 'must be 64 at most')
    .optional(),
  REDIS: z
    .string()
    .regex(
      /^(off|\/.+|rediss?:\/\/.+)$/,
      'must be a socket path beginning with /, a redis:// or rediss:// address, or off',
    )
    .refine(hasReadableUser, STRAY_PERCENT)
    .optional(),
  TELEGRAM_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'does not look like a bot token (123456:ABC…, from @BotFather)')
    .optional(),
  TELEGRAM_API: httpUrl.default('https://api.telegram.org'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'is no smtp:// or smtps:// address' })
    .refine(hasReadableUser, STRAY_PERCENT)
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(
      // Every reader of a mail sees the name: nothing in it may hide, or turn text around.
      /^(?![\s\S]*[\p{Cc}\p{Cs}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff])[\s\S]*[^\s@<>]+@[^\s@<>]+>?$/u,
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
  X_LINKS: z.enum(['0', '1'], { error: 'must be 1 or 0' }).default('0'),
  X_CAP_DAY_USD: dollars.default(1),
  X_CAP_MONTH_USD: dollars.default(20),
  HTTP: z
    .string()
    .regex(/^(\[[\da-fA-F:.]+\]|[\w.-]+):\d{1,5}$/, 'must be host:port, such as 127.0.0.1:8080 or [::1]:8080')
    .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, 'has a port above 65535')
    .optional(),
  PUBLIC_URL: httpUrl
    .refine(
      (text) => !URL.canParse(text) || plainUrl(new URL(text)),
      'must be an address without user, query or #',
    )
    .optional(),
  HTTP_PROXIES: z.coerce
    .number({ error: 'is no number of proxies' })
    .int('must be a whole number of proxies')
    .min(0, 'cannot be negative')
    .max(9, 'must be 9 at most')
    .default(0),
  SIGN_UP: z.enum(['open', 'closed'], { error: 'must be open or closed' }).default('open'),
  MAX_SUBSCRIPTIONS: z.coerce
    .number({ error: 'is no number of subscriptions' })
    .int('must be a whole number of subscriptions')
    .min(1, 'must be at least 1')
    .max(1000, 'must be 1000 at most')
    .default(10),
  METRICS_TOKEN: z
    .string()
    .regex(
      /^[\x21-\x7e]{16,200}$/,
      'must be 16 characters or more, without spaces; make one: openssl rand -hex 24',
    )
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'is no DKIM selector')
    .optional(),
  DKIM_DOMAIN: z
    .string()
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'is no domain name')
    .optional(),
  DKIM_KEY: z.string().optional(),
  ALL_AREAS: z.enum(['0', '1'], { error: 'must be 1 or 0' }).default('0'),
} as const;

export type Name = keyof typeof TABLE;
export const NAMES = Object.keys(TABLE) as readonly Name[];
/** Settings that may also be given as a file holding them, and are never shown. */
export const SECRETS: ReadonlySet<Name> = new Set([
  'TELEGRAM_TOKEN',
  'SMTP_URL',
  'DKIM_KEY',
  'METRICS_TOKEN',
  'REDIS',
  'X_API_KEY',
  'X_API_SECRET',
  'X_ACCESS_TOKEN',
  'X_ACCESS_SECRET',
]);

/** Every setting, checked by itself. */
export type Values = { readonly [N in Name]: z.output<(typeof TABLE)[N]> };

/** `TELEGRAM_TOKEN` -> `telegramToken`, its name in config.json. */
export function fileKey(name: Name): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** A value as it was written. */
export interface RawValue {
  readonly text: string;
  /** Where it was found, as the person wrote it. */
  readonly origin: string;
}

export type Raw = ReadonlyMap<Name, RawValue>;

/** What config.json holds: anything, by name. */
export type ConfigContent = Readonly<Record<string, unknown>>;

/**
 * What the environment and config.json say, the environment first; adds what cannot be read to `problems`.
 * @param content what config.json is to hold; default: what it holds
 */
export function gather(
  env: NodeJS.ProcessEnv,
  configFile: string,
  problems: string[],
  content: ConfigContent = readConfigFile(configFile, problems),
): Map<Name, RawValue> {
  const raw = new Map<Name, RawValue>();
  for (const [name, value] of configEntries(configFile, content, problems)) raw.set(name, value);
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
  return raw;
}

/** Empty when there is none, or none that can be read, which is then in `problems`. */
export function readConfigFile(configFile: string, problems: string[]): ConfigContent {
  if (!existsSync(configFile)) return {};
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(configFile, 'utf8'));
  } catch (error) {
    problems.push(unreadableText(configFile, error));
    return {};
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    problems.push(`${configFile} must hold one JSON object, such as { "pace": "90/5m" }.`);
    return {};
  }
  return content as ConfigContent;
}

/** Its text may hold secrets: of what the parser says, only the place is told. */
function unreadableText(configFile: string, error: unknown): string {
  if (error instanceof SyntaxError) {
    const place = /line \d+ column \d+/.exec(error.message)?.[0];
    return `${configFile} is no readable JSON (syntax error${place === undefined ? '' : ` in ${place}`}).`;
  }
  const { code } = error as NodeJS.ErrnoException;
  const mend = code === 'EACCES' ? `: make it yours, then chmod 600 ${configFile}` : '';
  return `${configFile} cannot be read (${code ?? 'unknown error'})${mend}.`;
}

/** A value that is a list or an object, as it stands in config.json. */
export function isNested(value: unknown): boolean {
  return typeof value === 'object';
}

function configEntries(configFile: string, content: ConfigContent, problems: string[]): [Name, RawValue][] {
  const entries: [Name, RawValue][] = [];
  for (const [key, value] of Object.entries(content)) {
    const name = NAMES.find((candidate) => fileKey(candidate) === key);
    const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
    if (name === undefined)
      problems.push(`${configFile}: there is no setting called ${JSON.stringify(key).slice(0, 60)}.`);
    else if (isNested(value)) problems.push(`${configFile}: ${key} must be text, a number, or true/false.`);
    else entries.push([name, { text, origin: `${key} in ${configFile}` }]);
  }
  return entries;
}

/** Checks each value by itself; a wrong one goes to `problems`, and its default stands in. */
export function check(raw: Raw, problems: string[]): Values {
  const values: Record<string, unknown> = {};
  for (const name of NAMES) {
    const given = raw.get(name);
    const result = TABLE[name].safeParse(given?.text);
    if (result.success) {
      values[name] = result.data;
      continue;
    }
    const secret = SECRETS.has(name) || given?.text.includes('@');
    const shown = secret ? '' : ` (${JSON.stringify(given?.text.slice(0, 80))})`;
    problems.push(
      `${given?.origin ?? PREFIX + name}${shown} ${result.error.issues[0]?.message ?? 'is wrong'}.`,
    );
    values[name] = TABLE[name].safeParse(undefined).data;
  }
  return values as Values;
}

/** Variables with our prefix that are none of ours: a misspelt setting must not be silently ignored. */
export function strangers(env: NodeJS.ProcessEnv): string[] {
  const known = new Set(
    ['DATA_DIR', ...NAMES, ...[...SECRETS].map((name) => `${name}_FILE`)].map((name) => PREFIX + name),
  );
  return Object.keys(env)
    .filter((key) => key.startsWith(PREFIX) && !known.has(key))
    .map((key) => `${key.slice(0, 60)} is set, but there is no such setting; it is ignored.`);
}
