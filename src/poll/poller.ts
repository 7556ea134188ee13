// The poller: the loop that spends the allowed calls on the areas, and makes news of the answers.
// plan says whose turn it is, pace grants the call, fetch makes it; reading, presence and news make of the answer
// what is to be recorded. It does not know who takes its news (core/batch.ts) nor what remembers them (core/seen.ts).
// It skips no body whose last reading brought news (R3), and lets a failed poll say nothing (R4).
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { NovelSink } from '../core/batch.ts';
import { addDays, type IstDate, istDateOf, istMidnightMs } from '../core/ist.ts';
import type { Seen } from '../core/seen.ts';
import type { Source } from '../core/source.ts';
import { createHistogram } from '../core/stats.ts';
import type { Log } from '../log.ts';
import { type AreaMemory, createAreaMemories } from './area-memory.ts';
import type { CacheWords, FetchResult } from './call.ts';
import type { Fetcher } from './fetch.ts';
import { inflateEach } from './inflate.ts';
import { takeNews } from './news.ts';
import type { Grant, Pace } from './pace.ts';
import type { Plan } from './plan.ts';
import type { AreaPlan } from './plan-entry.ts';
import { failedEnd, goodEnd } from './poll-end.ts';
import type { PollReport, ThreadStats, Watch } from './protocol.ts';
import { type Ending, endingOf, GOOD, type GoodReading, readBody } from './reading.ts';
import { createTally } from './tally.ts';
import { createTroubleWatch } from './trouble.ts';

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

const HISTOGRAM_SLICE_MS = 10_000;
const RATE_EVERY_MS = 1000;
/** How long an area rests when its news could not be recorded (ms). */
const REFUSED_REST_MS = 500;

/** Asks nothing before the first `watch`. The fetcher becomes the poller's and is closed by `stop`; `seen` does not. */
export function createPoller(parts: PollerParts): Poller {
  const { source, fetcher, pace, plan, seen, sink, clock, log, maxInFlight, onReport } = parts;
  const memories = createAreaMemories(source, fetcher, onResult);
  const areas = new Map<AreaId, AreaMemory>();
  /** Areas whose calls ended and were not looked at yet. */
  let answered: AreaMemory[] = [];
  const latency = createHistogram();
  const trouble = createTroubleWatch(() => areas.size);
  const end = new AbortController();
  const tally = createTally();
  let inFlight = 0;
  let paused = false;
  let stopped = false;
  let pumping = false;
  /** When the timer that is set goes off (monotonic ms). */
  let alarmAtMs = Number.POSITIVE_INFINITY;
  /** By both clocks, when the present turn of the event loop looked at them: once a turn, not once a call. */
  const time = { nowMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  let rotatedAtMs = time.nowMs;
  let ratedAtMs = Number.NEGATIVE_INFINITY;
  let day = { date: istDateOf(clock.wallMs()), beginsMs: 0, endsMs: 0 };

  function tellTime(): void {
    time.nowMs = clock.monotonicMs();
    time.wallMs = clock.wallMs();
  }

  /** The day in India, worked out once a day and not once a call. */
  function today(): IstDate {
    const now = clock.wallMs();
    if (now < day.beginsMs || now >= day.endsMs) {
      const date = istDateOf(now);
      day = { date, beginsMs: istMidnightMs(date), endsMs: istMidnightMs(addDays(date, 1)) };
    }
    return day.date;
  }

  /** Starts calls until something says wait: then something else calls it again. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    const now = clock.monotonicMs();
    const date = today();
    while (!stopped && !paused && inFlight < maxInFlight) {
      const wait = Math.max(plan.waitMs(now), pace.waitMs(now));
      if (wait > 0) {
        alarm(now, wait);
        break;
      }
      const id = plan.next(now);
      const area = id === undefined ? undefined : areas.get(id);
      if (area === undefined) break;
      if (area.target.firstDate !== date) memories.setDay(area, date);
      inFlight += 1;
      area.grant = pace.take(now);
      fetcher.call(area.request, area.known, area.onResult);
    }
    pumping = false;
  }

  function alarm(now: number, wait: number): void {
    if (wait === Number.POSITIVE_INFINITY || now + wait >= alarmAtMs) return;
    const atMs = now + wait;
    alarmAtMs = atMs;
    void clock.sleep(wait, end.signal).then(() => {
      if (alarmAtMs === atMs) alarmAtMs = Number.POSITIVE_INFINITY;
      pump();
    });
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
    if (stopped) return;
    tellTime();
    const changedAreas: { readonly area: AreaMemory; readonly body: Body }[] = [];
    for (const area of areas) {
      const result = area.result as FetchResult;
      area.result = null;
      tally.calls += 1;
      if (result.kind !== 'failed') latency.observe(area.endedMs - area.grant);
      if (result.kind === 'body') changedAreas.push({ area, body: result });
      else finish(area, endWithoutBody(area, result), 'cache' in result ? result.cache : null);
    }
    const bodies = changedAreas.map(({ body }) => body);
    inflateEach(bodies, (inflated, at) => {
      const { area, body } = changedAreas[at] as { area: AreaMemory; body: Body };
      const reading = readBody(inflated, source, area.target, area.kept);
      tally.bytes += body.bytes.length;
      if (reading.kind === 'ended') finish(area, reading.ending, null);
      else void recordNews(area, body, reading, time.wallMs);
    });
    pump();
  }

  function endWithoutBody(area: AreaMemory, result: Exclude<FetchResult, Body>): Ending {
    if (result.kind === 'refused' || result.kind === 'failed') return endingOf(result, time.wallMs);
    // Without a body of ours to compare with, "not modified" is an answer to a question nobody asked.
    if (area.known === null) return { kind: 'failed', why: 'status-other' };
    if (result.kind === 'same') tally.bytes += result.length;
    tally.unchanged += 1;
    return GOOD;
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
    for (const reason of tally.addProblems(answer.problems))
      log('warn', 'source.problem', { reason, source: source.id });
    tellPace(GOOD, area.grant, area.endedMs);
    area.kept = answer.kept;
    const { presence, asked, begun } = area;
    const known = { presence, asked, first: !begun };
    const taken = await takeNews(area.id, answer, known, wallMs, seen, sink);
    if (taken.news === 'refused') {
      // What this answer brought must be brought again.
      area.kept = null;
      memories.forget(area);
      area.settled = false;
      report(area, wallMs);
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
      if (tells) report(area, wallMs);
    }
    if (stopped) return;
    tellTime();
    settle(area, GOOD, body.cache, taken.opened);
    pump();
  }

  function finish(area: AreaMemory, ending: Ending, cache: CacheWords | null): void {
    tellPace(ending, area.grant, area.endedMs);
    settle(area, ending, cache, false);
  }

  /** A failure leaves what is recorded as it is: after it, an unchanged answer is as settled as before. */
  function report(area: AreaMemory, atMs: number): void {
    const settled = area.failure === '' && area.settled === true;
    onReport({ areaId: area.id, atMs, failure: area.failure, settled });
  }

  /** @param opened whether the answer showed a slot that was not open before */
  function settle(area: AreaMemory, ending: Ending, cache: CacheWords | null, opened: boolean): void {
    const { wallMs } = time;
    const failure = ending.kind === 'good' ? '' : ending.why;
    if (ending.kind === 'good') {
      area.lastGoodMs = wallMs;
      tally.lastGoodMs = wallMs;
    } else {
      tally.fail(failure);
    }
    const firstFailure = failure !== '' && area.failure === '';
    if (failure !== area.failure) {
      area.failure = failure;
      report(area, wallMs);
    }
    tellTrouble(area, failure, wallMs);
    if (!area.watched) areas.delete(area.id);
    const end = ending.kind === 'good' ? goodEnd(cache, opened) : failedEnd(firstFailure, ending);
    plan.finished(area.id, time.nowMs, end);
    inFlight -= 1;
  }

  function tellPace(ending: Ending, grant: Grant, now: number): void {
    const wasOpen = pace.breakerOpen();
    if (ending.kind === 'good') pace.good(grant, now);
    else if (ending.kind === 'refused') pace.refused(grant, now, ending.retryAfterMs);
    else pace.failed(grant, now);
    const isOpen = pace.breakerOpen();
    if (isOpen !== wasOpen)
      log(isOpen ? 'warn' : 'info', isOpen ? 'pace.breaker-open' : 'pace.breaker-closed');
  }

  function tellTrouble(area: AreaMemory, failure: string, wallMs: number): void {
    const before = trouble.current();
    trouble.ended(area.id, failure, wallMs);
    const after = trouble.current();
    if (before?.why === after?.why) return;
    if (after === null) log('info', 'poll.recovered', { after: before?.why });
    else if (after.why === 'envelope') log('error', 'source.drift', { source: source.id });
    else log('warn', 'poll.trouble', { why: after.why });
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
      pump();
    },
    pollNow(id) {
      plan.hurry(id);
      pump();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      pump();
    },
    tick() {
      const now = clock.monotonicMs();
      if (now - rotatedAtMs >= HISTOGRAM_SLICE_MS) {
        latency.rotate();
        rotatedAtMs = now;
      }
      if (now - ratedAtMs < RATE_EVERY_MS) return;
      plan.rate(pace.allowedPerMs() ?? pace.state(now, clock.wallMs()).usedPerS / 1000);
      ratedAtMs = now;
    },
    stats() {
      const now = clock.monotonicMs();
      const wallMs = clock.wallMs();
      const state = pace.state(now, wallMs);
      const allowedPerMs = pace.allowedPerMs();
      return {
        ...tally.counts(),
        latency: latency.counts(),
        pace: state,
        dedupe: seen.state(),
        trouble: trouble.current(),
        areas: [...areas.values()].map((area) => ({
          id: area.id,
          ...(plan.describe(area.id, allowedPerMs) ?? UNPLANNED),
          lastGoodMs: area.lastGoodMs === 0 ? null : area.lastGoodMs,
          failure: area.failure,
        })),
      };
    },
    async stop() {
      stopped = true;
      end.abort();
      await fetcher.close();
    },
  };
}

/** An area that nobody wants any more, while its last poll is under way. */
const UNPLANNED: AreaPlan = { intervalMs: null, why: 'share', cachedForMs: null, newsPerDay: null };
