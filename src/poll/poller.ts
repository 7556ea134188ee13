// The poller: makes news of the answers to the calls that `asking` lets out. reading, presence and news make of an answer
// what is to be recorded. It does not know who takes its news (core/batch.ts) nor what remembers them (core/seen.ts).
// It skips no body whose last reading brought news (R3), and lets a failed poll say nothing (R4).
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { NovelSink } from '../core/batch.ts';
import type { Seen } from '../core/seen.ts';
import type { Source } from '../core/source.ts';
import type { Log } from '../log.ts';
import { type AreaMemory, createAreaMemories } from './area-memory.ts';
import { createAsking } from './asking.ts';
import type { CacheWords, FetchResult } from './call.ts';
import type { Fetcher } from './fetch.ts';
import { inflateEach } from './inflate.ts';
import { takeNews } from './news.ts';
import type { Pace } from './pace.ts';
import type { Plan } from './plan.ts';
import { createPollEnded } from './poll-ended.ts';
import { createPollFigures } from './poll-figures.ts';
import { createPollingHealth } from './polling-health.ts';
import type { PollReport, ThreadStats, Watch } from './protocol.ts';
import {
  type Ending,
  endingOf,
  GOOD,
  type GoodAnswer,
  type GoodReading,
  readBody,
  type UnusableReading,
} from './reading.ts';
import { createTally } from './tally.ts';
import { createToday } from './today.ts';

export interface PollerParts {
  readonly source: Source;
  readonly fetcher: Fetcher;
  readonly pace: Pace;
  readonly plan: Plan;
  readonly seen: Seen;
  readonly sink: NovelSink;
  readonly clock: Clock;
  readonly log: Log;
  /** Polls under way at most. */
  readonly maxInFlight: number;
  readonly onReport: (report: PollReport) => void;
}

export interface Poller {
  /** The areas to poll from now on, all of them. Nothing is asked before the first call. */
  watch(watches: readonly Watch[]): void;
  /** Polls an area with the next call the pace grants; nothing for one that is not watched, or is being polled. */
  pollNow(id: AreaId): void;
  /** Lets no further call out; those under way finish. */
  pause(): void;
  resume(): void;
  /** Moves the figures on in time and lets the plan know the pace; called about twice a second. */
  tick(): void;
  stats(): ThreadStats;
  /** Ends everything at once, calls under way included. */
  stop(): Promise<void>;
}

type Body = Extract<FetchResult, { kind: 'body' }>;

/** How long an area rests when its news could not be recorded (ms). */
const REFUSED_REST_MS = 500;

/** Asks nothing before the first `watch`. The fetcher becomes the poller's and is closed by `stop`; `seen` does not. */
export function createPoller(parts: PollerParts): Poller {
  const { source, fetcher, pace, plan, seen, sink, clock, log, maxInFlight, onReport } = parts;
  const memories = createAreaMemories(source, fetcher, onResult);
  const areas = new Map<AreaId, AreaMemory>();
  /** Areas whose calls ended and were not looked at yet. */
  let answered: AreaMemory[] = [];
  const end = new AbortController();
  const today = createToday(clock);
  const health = createPollingHealth(source.id, pace, log, () => areas.size);
  const tally = createTally();
  const figures = createPollFigures({ tally, health, pace, plan, seen, areas, clock });
  const asking = createAsking({
    plan,
    pace,
    fetcher,
    clock,
    areas,
    today,
    setDay: memories.setDay,
    maxInFlight,
    end: end.signal,
  });
  const ended = createPollEnded({ areas, plan, health, tally, onReport });
  /** By both clocks, when the present turn of the event loop looked at them: once a turn, not once a call. */
  const time = { nowMs: clock.monotonicMs(), wallMs: clock.wallMs() };

  function tellTime(): void {
    time.nowMs = clock.monotonicMs();
    time.wallMs = clock.wallMs();
  }

  /** Answers are read together, once the sockets have said all they have to say just now. */
  function onResult(area: AreaMemory, result: FetchResult): void {
    area.result = result;
    area.endedMs = clock.monotonicMs();
    answered.push(area);
    if (answered.length === 1) setImmediate(readAnswered);
  }

  function readAnswered(): void {
    const areas = answered;
    answered = [];
    if (end.signal.aborted) return;
    tellTime();
    const changedAreas: { readonly area: AreaMemory; readonly body: Body }[] = [];
    for (const area of areas) {
      const result = area.result as FetchResult;
      area.result = null;
      tally.calls += 1;
      if (result.kind !== 'failed') figures.answered(area.endedMs - area.grant);
      if (result.kind === 'body') changedAreas.push({ area, body: result });
      else finish(area, endWithoutBody(area, result), 'cache' in result ? result.cache : null);
    }
    const bodies = changedAreas.map(({ body }) => body);
    inflateEach(bodies, (inflated, at) => {
      const { area, body } = changedAreas[at] as { area: AreaMemory; body: Body };
      const reading = readBody(inflated, source, area.target, area.kept);
      tally.bytes += body.bytes.length;
      if (reading.kind === 'ended') finish(area, reading.ending, null);
      else if (reading.kind === 'unusable') endUnusable(area, reading);
      else void recordNews(area, body, reading, time.wallMs);
    });
    asking.go();
  }

  function endWithoutBody(area: AreaMemory, result: Exclude<FetchResult, Body>): Ending {
    if (result.kind === 'refused' || result.kind === 'failed') return endingOf(result, time.wallMs);
    // Without a body of ours to compare with, "not modified" is an answer to a question nobody asked.
    if (area.known === null) return { kind: 'failed', why: 'status-other' };
    if (result.kind === 'same') tally.bytes += result.length;
    tally.unchanged += 1;
    return GOOD;
  }

  /** What cannot be used is counted by reason; the next answer is read whatever it is. */
  function endUnusable(area: AreaMemory, { answer, ending }: UnusableReading): void {
    countProblems(answer);
    area.kept = answer.kept;
    memories.forget(area);
    finish(area, ending, null);
  }

  function countProblems({ problems }: GoodAnswer): void {
    for (const reason of tally.addProblems(problems))
      log('warn', 'source.problem', { reason, source: source.id });
  }

  /** Hands on what is new in an answer; the area is polled again only when that is recorded. */
  async function recordNews(
    area: AreaMemory,
    body: Body,
    reading: GoodReading,
    wallMs: number,
  ): Promise<void> {
    const { answer, pastSessions } = reading;
    tally.changed += 1;
    tally.sessions += answer.sessions.length + pastSessions;
    tally.pastSessions += pastSessions;
    countProblems(answer);
    health.called(GOOD, area.grant, area.endedMs);
    area.kept = answer.kept;
    const { presence, asked, begun } = area;
    const known = { presence, asked, first: !begun };
    const taken = await takeNews(area.id, answer, known, wallMs, seen, sink);
    if (taken.news === 'refused') {
      // What this answer brought must be brought again.
      area.kept = null;
      memories.forget(area);
      area.settled = false;
      ended.report(area, wallMs);
      // Nothing can be recorded just now: asking on at full speed would only make more of the same.
      await clock.sleep(REFUSED_REST_MS, end.signal);
    } else {
      // R3: what brought news is read once more before it may be skipped.
      if (taken.waiting || taken.news === 'recorded') memories.forget(area);
      else memories.know(area, body);
      area.begun = true;
      const tells = taken.news === 'recorded' || area.settled !== !taken.waiting || area.failure !== '';
      area.settled = !taken.waiting;
      area.failure = '';
      if (tells) ended.report(area, wallMs);
    }
    if (end.signal.aborted) return;
    tellTime();
    settle(area, GOOD, body.cache, taken.opened);
    asking.go();
  }

  function finish(area: AreaMemory, ending: Ending, cache: CacheWords | null): void {
    health.called(ending, area.grant, area.endedMs);
    // It may be the ETag that the server fails at: sent again and again, no answer would ever come.
    if (ending.kind === 'failed') memories.dropEtag(area);
    settle(area, ending, cache, false);
  }

  /** @param opened whether the answer showed a slot that was not open before */
  function settle(area: AreaMemory, ending: Ending, cache: CacheWords | null, opened: boolean): void {
    ended.settle(area, ending, cache, opened, time);
    asking.ended();
  }

  return {
    watch(watches) {
      const wanted = new Set(watches.map(({ area }) => area.id));
      for (const area of areas.values()) {
        area.watched = wanted.has(area.id);
        // One whose poll is under way stays until that has ended; the plan says which.
        if (!area.watched && !plan.polling(area.id)) areas.delete(area.id);
      }
      for (const { area, open } of watches) {
        if (!areas.has(area.id)) areas.set(area.id, memories.create(area.id, open, today()));
      }
      plan.set(watches.map(({ area, weight }) => ({ id: area.id, weight })));
      asking.go();
    },
    pollNow(id) {
      plan.hurry(id);
      asking.go();
    },
    pause: asking.pause,
    resume: asking.resume,
    tick: figures.tick,
    stats: figures.stats,
    async stop() {
      end.abort();
      await fetcher.close();
    },
  };
}
