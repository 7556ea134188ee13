// Settings as the program uses them: flags over environment over config.json over defaults, checked all at once.
// What the values mean together is decided here; each by itself is read in `settings-table.ts`.
import { type PaceSetting, parsePace, withinCap } from './core/pace-setting.ts';
import { type DataDir, dataDirAt, defaultDataDir } from './data-dir.ts';
import { type DkimSettings, dkimSettings } from './dkim-settings.ts';
import {
  type ConfigContent,
  check,
  gather,
  PREFIX,
  type Raw,
  strangers,
  type Values,
} from './settings-table.ts';
import { COWIN_PUBLIC_CAP, isCowinPublicHost } from './sources/cowin/hosts.ts';
import type { RedisChoice } from './store/redis/redis-server.ts';
import { type WebSettings, webSettings } from './web-settings.ts';

export interface TelegramSettings {
  readonly token: string;
  readonly apiRoot: string;
}

export interface MailSettings {
  readonly smtpUrl: string;
  readonly from: string;
  readonly tls: 'required' | 'off';
  readonly dkim: DkimSettings | null;
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
  /** Whether posts carry the link of the booking site, which makes them cost thirteen times as much. */
  readonly links: boolean;
}

export interface Settings {
  readonly dir: DataDir;
  readonly cowinUrl: string;
  readonly userAgent: string;
  readonly pace: PaceSetting;
  /** Polling threads; null: as many as the pace is worth. */
  readonly pollThreads: number | null;
  readonly redis: RedisChoice;
  readonly telegram: TelegramSettings | null;
  readonly mail: MailSettings | null;
  readonly webhookAllowLocal: boolean;
  readonly x: XSettings | null;
  readonly web: WebSettings | null;
  /** Whether people may sign up by themselves. Who is there already keeps what they have either way. */
  readonly signUpOpen: boolean;
  /** Subscriptions one person may have who signs up by themselves. */
  readonly maxSubscriptions: number;
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

/** Which data directory is meant; this alone needs no other setting. */
export function chooseDataDir(flags: Flags, env: NodeJS.ProcessEnv): DataDir {
  return dataDirAt(flags.dataDir || env[`${PREFIX}DATA_DIR`] || defaultDataDir(env), env);
}

/** Every value as it was written, and where: flags over environment over config.json; the rest has its default. */
export function rawSettings(
  flags: Flags,
  env: NodeJS.ProcessEnv,
  problems: string[],
  content?: ConfigContent,
): Raw {
  const raw = gather(env, chooseDataDir(flags, env).configFile, problems, content);
  if (flags.pace !== undefined) raw.set('PACE', { text: flags.pace, origin: '--pace' });
  if (flags.cowinUrl !== undefined) raw.set('COWIN_URL', { text: flags.cowinUrl, origin: '--cowin-url' });
  if (flags.allAreas) raw.set('ALL_AREAS', { text: '1', origin: '--all-areas' });
  return raw;
}

/**
 * Reads and checks everything.
 * @param content what config.json is to hold, to see whether it may; default: what it holds
 * @throws ConfigError with every problem found
 */
export function readSettings(flags: Flags, env: NodeJS.ProcessEnv, content?: ConfigContent): Settings {
  const dir = chooseDataDir(flags, env);
  const problems: string[] = [];
  const warnings: string[] = [];
  const raw = rawSettings(flags, env, problems, content);
  const values = check(raw, problems);
  const pace = checkPace(raw, values, problems);
  const x = xSettings(values, problems);
  const dkim = dkimSettings(values, problems);
  const web = webSettings(values, warnings);
  if (dkim !== null && values.SMTP_URL === undefined) {
    warnings.push(`The DKIM settings mean nothing without ${PREFIX}SMTP_URL: no mail is sent.`);
  }
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined && !raw.has('MAIL_FROM')) {
    problems.push(
      `${PREFIX}MAIL_FROM is missing: mail needs an address it comes from, such as alerts@example.org.`,
    );
  }
  // A setting that seems to be missing may only be misspelt.
  if (problems.length > 0 || pace === undefined) throw new ConfigError([...problems, ...strangers(env)]);
  return {
    dir,
    cowinUrl: values.COWIN_URL.replace(/\/+$/, ''),
    userAgent: values.USER_AGENT,
    pace,
    pollThreads: values.POLL_THREADS ?? null,
    redis: redisChoice(values.REDIS),
    telegram:
      values.TELEGRAM_TOKEN === undefined
        ? null
        : { token: values.TELEGRAM_TOKEN, apiRoot: values.TELEGRAM_API.replace(/\/+$/, '') },
    mail:
      values.SMTP_URL === undefined || values.MAIL_FROM === undefined
        ? null
        : { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM, tls: values.SMTP_TLS, dkim },
    webhookAllowLocal: values.WEBHOOK_ALLOW_LOCAL === '1',
    x,
    web,
    signUpOpen: values.SIGN_UP === 'open',
    maxSubscriptions: values.MAX_SUBSCRIPTIONS,
    allAreas: values.ALL_AREAS === '1',
    warnings: [...warnings, ...strangers(env)],
  };
}

/**
 * What is wrong with the settings as they stand; empty: nothing. `elsewhere`: what of it changing config.json cannot
 * mend, because a flag or the environment says it.
 */
export function settingsTrouble(
  flags: Flags,
  env: NodeJS.ProcessEnv,
): { readonly problems: readonly string[]; readonly elsewhere: readonly string[] } {
  const problems = problemsOf(flags, env);
  const without = problemsOf(flags, env, {});
  const ignored = strangers(env);
  return {
    problems,
    elsewhere: problems.filter((problem) => without.includes(problem) && !ignored.includes(problem)),
  };
}

/** @param content as of `readSettings` */
export function problemsOf(flags: Flags, env: NodeJS.ProcessEnv, content?: ConfigContent): readonly string[] {
  try {
    readSettings(flags, env, content);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
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
    links: values.X_LINKS === '1',
  };
}

function redisChoice(text: string | undefined): RedisChoice {
  if (text === undefined) return 'auto';
  if (text === 'off') return 'off';
  return text.startsWith('/') ? { unix: text } : { url: text };
}
