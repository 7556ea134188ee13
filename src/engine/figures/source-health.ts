// How the source is doing, in plain words. Pure: figures in, words out.
import { failureInBrief, failureInWords } from '../../core/failure-words.ts';
import { timeText } from '../../core/ist.ts';
import type { PaceState, SourceHealth } from '../../core/snapshot.ts';
import type { Source } from '../../core/source.ts';
import type { PollStats } from '../../poll/protocol.ts';

const REFUSALS = new Set(['html', 'status-401', 'status-403', 'status-429']);
const DRIFTS = new Set(['envelope', 'not-json']);

/**
 * @param stats undefined before the poller's first word
 * @param pausedAreas those the operator has paused, which are not among the polled (default none)
 */
export function sourceHealth(
  source: Source,
  baseUrl: string,
  stats: PollStats | undefined,
  polledAreas: number,
  pausedAreas = 0,
): SourceHealth {
  const base = {
    name: source.name,
    baseUrl: withoutCredentials(baseUrl),
    lastGoodMs: stats?.lastGoodMs ?? null,
  };
  if (polledAreas === 0) {
    const why = pausedAreas === 0 ? 'nobody subscribes' : 'all areas are paused';
    return { ...base, state: 'idle', detail: `${why}, so nothing is asked` };
  }
  const trouble = stats?.trouble ?? null;
  if (stats === undefined || trouble === null) {
    return base.lastGoodMs === null
      ? { ...base, state: 'idle', detail: 'the first answer is awaited' }
      : { ...base, state: 'ok', detail: '' };
  }
  const since = timeText(trouble.sinceMs);
  const then = nextStep(stats.pace);
  const words = failureInWords(trouble.why);
  // What is wrong and what comes next, before what may be behind it: a narrow line is cut at its end.
  const brief = failureInBrief(trouble.why);
  const more = brief === words ? '' : ` (${words.slice(brief.length).replace(/^[:,] (which is )?/, '')})`;
  if (REFUSALS.has(trouble.why)) {
    return {
      ...base,
      state: 'refused',
      detail: `${source.name} refuses since ${since}: ${brief}${then}${more}`,
    };
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
    detail: `${source.name} does not answer since ${since}: ${brief}${then}${more}`,
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
