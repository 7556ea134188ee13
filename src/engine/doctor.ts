// What `doctor` looks at: each thing the program stands on, asked once, with the way to mend what is wrong.
// It changes nothing: it tells nobody anything and starts no engine.
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import type { Check } from '../core/check.ts';
import { failureInWords } from '../core/failure-words.ts';
import { istDateOf } from '../core/ist.ts';
import type { Channel } from '../core/outcome.ts';
import type { Source } from '../core/source.ts';
import { CHANNEL_NAMES, type ChannelName } from '../core/subscription.ts';
import { fetchOnce } from '../poll/fetch.ts';
import { inflate } from '../poll/inflate.ts';
import { checkDatabase } from '../store/database/db.ts';
import { StoreError } from '../store/errors.ts';
import { pingRedis } from '../store/redis/redis-ping.ts';
import { findRedisServer, type RedisChoice } from '../store/redis/redis-server.ts';
import { channelsFor } from './channels.ts';
import { checkDkim } from './doctor-dkim.ts';
import { HOW_TO_CONFIGURE } from './figures/hints.ts';
import { type Allowed, allowedFreshness, polledAreas } from './figures/polled-areas.ts';
import { withoutCredentials } from './figures/source-health.ts';
import { checkMailLinks, checkSignUp } from './reception/sign-up-state.ts';

/** Asks everything at once; a channel that is not set up is `off`, not `failed`. */
export async function examine(settings: Settings, source: Source, clock: Clock): Promise<readonly Check[]> {
  // Nothing is posted here, so nothing is spent.
  const nothingSpent = { spent: () => ({ dayMicros: 0, monthMicros: 0 }), reserve: () => undefined };
  const channels = await channelsFor(settings, nothingSpent, clock);
  const checks = await Promise.all([
    checkNode(),
    checkStore(settings.dir.database),
    checkRedis(settings.redis),
    checkSource(settings, source, clock),
    checkFreshness(settings, source),
    ...CHANNEL_NAMES.map((name) => checkChannel(name, channels.get(name))),
    checkDkim(settings.mail),
    checkMailLinks(settings),
    checkSignUp(settings),
  ]);
  for (const channel of channels.values()) await channel.close();
  return [...checks, ...settingsChecks(settings)];
}

/** What is surely not meant about the settings. */
export function settingsChecks({ warnings }: Pick<Settings, 'warnings'>): readonly Check[] {
  return warnings.map((detail) => ({ name: 'settings', state: 'warn', detail }));
}

export function checkNode(): Check {
  return { name: 'Node', state: 'ok', detail: `${process.version} at ${process.execPath}` };
}

function checkStore(path: string): Check {
  const found = checkDatabase(path);
  if (found.ok)
    return { name: 'SQLite', state: 'ok', detail: `${path}, ${(found.bytes / 1e6).toFixed(1)} MB, whole` };
  if (found.error.code === 'missing') {
    return { name: 'SQLite', state: 'ok', detail: `no database at ${path} yet; the first start makes one` };
  }
  return { name: 'SQLite', state: 'failed', detail: found.error.message };
}

/** What the allowed pace can give those who subscribe. */
function checkFreshness(settings: Settings, source: Source): Check {
  const name = 'freshness';
  try {
    const areas = polledAreas(settings.dir.database, source, settings.allAreas);
    return freshnessCheck(
      areas.length === 0 ? undefined : allowedFreshness(settings.pace, areas, settings.cowinUrl),
    );
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === 'older') {
      return { name, state: 'warn', detail: 'not known until the next start brings the database up to date' };
    }
    return { name, state: 'warn', detail: 'not known: the database cannot be read' };
  }
}

/** @param allowed undefined: nothing is polled */
export function freshnessCheck(allowed: Pick<Allowed, 'text' | 'warning'> | undefined): Check {
  const name = 'freshness';
  if (allowed === undefined) {
    const mend = 'add someone: vaccine-watch subscribers add --email you@example.org --district BBMP';
    return { name, state: 'warn', detail: `no area is subscribed yet, so nothing is polled; ${mend}` };
  }
  const { text, warning } = allowed;
  return warning === ''
    ? { name, state: 'ok', detail: text }
    : { name, state: 'warn', detail: `${text}. ${warning}` };
}

async function checkRedis(choice: RedisChoice): Promise<Check> {
  const name = 'Redis';
  if (choice === 'off') {
    return { name, state: 'off', detail: 'switched off (VACCINE_WATCH_REDIS=off); dedupe is in-process' };
  }
  if (choice === 'auto') {
    const server = findRedisServer(process.env);
    return server === undefined
      ? {
          name,
          state: 'warn',
          detail: 'no redis-server on PATH; dedupe is in-process. Install one: apt-get install redis-server',
        }
      : { name, state: 'ok', detail: `${server} will be started on a UNIX socket` };
  }
  const answers = await pingRedis(
    'unix' in choice ? { kind: 'unix', path: choice.unix } : { kind: 'url', url: choice.url },
  );
  if (answers !== null) return { name, state: 'ok', detail: 'answers where VACCINE_WATCH_REDIS says' };
  return {
    name,
    state: 'failed',
    detail: 'does not answer where VACCINE_WATCH_REDIS says; dedupe would be in-process',
  };
}

async function checkSource(settings: Settings, source: Source, clock: Clock): Promise<Check> {
  const { name } = source;
  const [area] = source.areas;
  if (area === undefined) return { name, state: 'failed', detail: 'no areas are known' };
  const target = source.target(area.id, istDateOf(clock.wallMs()));
  const host = withoutCredentials(settings.cowinUrl);
  const result = await fetchOnce(
    { baseUrl: settings.cowinUrl, userAgent: settings.userAgent, clock },
    { path: target.path, headers: target.headers, etag: null },
  );
  const failed = (why: string): Check => ({
    name,
    state: 'failed',
    detail: `${host}: ${failureInWords(why)}. ${source.silenceText}`,
  });
  if (result.kind === 'refused') return failed(`status-${result.status}`);
  if (result.kind === 'failed') return failed(result.why);
  if (result.kind !== 'body') return { name, state: 'ok', detail: `${host} answers` };
  const body = inflate(result);
  if (!body.ok) return failed(body.why);
  const answer = source.parse(body.bytes, target);
  if (!answer.ok) return failed(answer.why);
  return { name, state: 'ok', detail: `${host} answers: ${answer.sessions.length} sessions in ${area.name}` };
}

export async function checkChannel(name: ChannelName, channel: Channel | undefined): Promise<Check> {
  if (channel === undefined)
    return { name, state: 'off', detail: `not configured; ${HOW_TO_CONFIGURE[name]}` };
  const { ok, detail } = await channel.check();
  return { name, state: ok ? 'ok' : 'failed', detail };
}
