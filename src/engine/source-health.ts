// How the source is doing, in plain words. Pure: figures in, words out.
import { timeText } from '../core/ist.ts';
import type { PaceState, SourceHealth } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import type { PollStats } from '../poll/protocol.ts';

const REFUSALS = new Set(['refused', 'html', '401', '403', '429', 'status-401', 'status-403', 'status-429']);
const DRIFTS = new Set(['envelope', 'not-json']);

const IN_WORDS: Readonly<Record<string, string>> = {
  connect: 'no connection',
  dns: 'its name is not found',
  timeout: 'no answer in time',
  reset: 'the connection breaks off',
  redirect: 'it redirects elsewhere',
  html: 'a page instead of data, which is a refusal in disguise',
  envelope: 'its answers have another shape than we know (schema drift)',
  'not-json': 'its answers are no JSON',
  empty: 'its answers are empty',
};

export function sourceHealth(
  source: Source,
  baseUrl: string,
  stats: PollStats | undefined,
  polledAreas: number,
): SourceHealth {
  const base = {
    name: source.name,
    baseUrl: withoutCredentials(baseUrl),
    lastGoodMs: stats?.lastGoodMs ?? null,
  };
  if (polledAreas === 0) return { ...base, state: 'idle', detail: 'nobody subscribes, so nothing is asked' };
  const trouble = stats?.trouble ?? null;
  if (stats === undefined || trouble === null) return { ...base, state: 'ok', detail: '' };
  const since = timeText(trouble.sinceMs);
  const then = nextStep(stats.pace);
  const words = IN_WORDS[trouble.why] ?? trouble.why;
  if (REFUSALS.has(trouble.why)) {
    return { ...base, state: 'refused', detail: `${source.name} refuses since ${since} (${words})${then}` };
  }
  if (DRIFTS.has(trouble.why)) {
    return {
      ...base,
      state: 'drift',
      detail: `${source.name} cannot be understood since ${since}: ${words}`,
    };
  }
  return {
    ...base,
    state: 'silent',
    detail: `${source.name} does not answer since ${since}: ${words}${then}`,
  };
}

function nextStep(pace: PaceState): string {
  if (pace.breaker !== 'closed') return '; one probe a minute until it answers';
  if (pace.waitsUntilMs !== null) return `; next call at ${timeText(pace.waitsUntilMs)}`;
  return '';
}

/** A URL fit for a screen: user and password taken out. */
export function withoutCredentials(text: string): string {
  try {
    const url = new URL(text);
    url.username = '';
    url.password = '';
    return url.href.replace(/\/$/, '');
  } catch {
    return '';
  }
}
