// The poller: the loop that spends the allowed calls on the areas, and makes news of the answers.
// plan says whose turn it is, pace grants the call, fetch makes it; the rest of this file reads the answer.
// It does not know who takes its news (core/batch.ts) nor what remembers them (core/seen.ts). It never remembers
// what was not recorded (R1), skips no body whose last reading brought news (R3), and lets a failed poll say nothing (R4).
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { NovelSink } from '../core/batch.ts';
import { addDays, type IstDate, istDateOf, istMidnightMs } from '../core/ist.ts';
import type { Seen } from '../core/seen.ts';
import type { Source, Target } from '../core/source.ts';
import { createHistogram } from '../core/stats.ts';
import type { Log } from '../log.ts';
import type { Fetcher } from './fetch.ts';
import type { Grant, Pace } from './pace.ts';
import type { Plan } from './plan.ts';
import { look, novelOf, type Presence } from './presence.ts';
import type { PollReport, PollStats, Watch } from './protocol.ts';
import { type Ending, type GoodAnswer, type LastBody, type Reading, readAnswer } from './reading.ts';
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
  /** Lets no further call out; those under way finish. */
  pause(): void;
  resume(): void;
  /** Moves the figures on in time and lets the plan know the pace; called about twice a second. */
  tick(): void;
  stats(): PollStats;
  /** Ends everything at once, calls under way included. */
  stop(): Promise<void>;
}

/** What is kept of an area between polls. */
interface AreaMemory {
  readonly id: AreaId;
  watched: boolean;
  target: Target;
  presence: Presence;
  /** Whether an answer has been read whole since the area is watched. */
  begun: boolean;
  /** The last body; null when the next must be read whatever it is. */
  body: LastBody | null;
  failure: string;
  lastGoodMs: number | null;
  /** Whether all of the last good answer is recorded and no absence waits; null before the first. */
  settled: boolean | null;
}

const GOOD: Ending = { kind: 'good' };
const HISTOGRAM_SLICE_MS = 10_000;
const RATE_EVERY_MS = 1000;
/** How long an area rests when its news could not be recorded (ms). */
const REFUSED_REST_MS = 500;

/** Asks nothing before the first `watch`. The fetcher becomes the poller's and is closed by `stop`; `seen` does not. */
export function createPoller(parts: PollerParts): Poller {
  const { source, fetcher, pace, plan, seen, sink, clock, log, maxInFlight, onReport } = parts;
  const areas = new Map<AreaId, AreaMemory>();
  const latency = createHistogram();
  const trouble = createTroubleWatch(() => areas.size);
  const end = new AbortController();
  const failed: Record<string, number> = {};
  const problems: Record<string, number> = {};
  let calls = 0;
  let unchanged = 0;
  let changed = 0;
  let bytes = 0;
  let sessions = 0;
  let pastSessions = 0;
  let lastGoodMs: number | null = null;
  let inFlight = 0;
  let paused = false;
  let stopped = false;
  let pumping = false;
  /** When the timer that is set goes off (monotonic ms). */
  let alarmAtMs = Number.POSITIVE_INFINITY;
  let rotatedAtMs = clock.monotonicMs();
  let ratedAtMs = Number.NEGATIVE_INFINITY;
  let day = { date: istDateOf(clock.wallMs()), beginsMs: 0, endsMs: 0 };

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
    while (!stopped && !paused && inFlight < maxInFlight) {
      const now = clock.monotonicMs();
      const wait = Math.max(plan.waitMs(now), pace.waitMs(now));
      if (wait > 0) {
        alarm(now, wait);
        break;
      }
      const id = plan.next(now);
      const area = id === undefined ? undefined : areas.get(id);
      if (area === undefined) break;
      inFlight += 1;
      void poll(area, pace.take(now));
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

  async function poll(area: AreaMemory, grant: Grant): Promise<void> {
    const date = today();
    if (area.target.firstDate !== date) {
      area.target = source.target(area.id, date);
      area.body = null;
    }
    const { target } = area;
    const etag = area.body?.etag ?? null;
    const result = await fetcher.get({ path: target.path, headers: target.headers, etag });
    if (stopped) return;
    const now = clock.monotonicMs();
    calls += 1;
    if (result.kind !== 'failed') latency.observe(now - grant);
    if (result.kind === 'body') bytes += result.length;
    const reading = readAnswer(result, area.body, source, target, clock.wallMs());
    const ending = reading.kind === 'ended' ? reading.ending : GOOD;
    const answer = count(area, reading);
    tellPace(ending, grant, now);
    if (answer !== undefined) await takeNews(area, target, answer, clock.wallMs());
    if (stopped) return;
    settle(area, ending);
    inFlight -= 1;
    pump();
  }

  /** Counts what an answer is; returns it only when it has to be looked at for news. */
  function count(area: AreaMemory, reading: Reading): GoodAnswer | undefined {
    if (reading.kind === 'unchanged') unchanged += 1;
    if (reading.kind !== 'changed') return undefined;
    const { answer } = reading;
    changed += 1;
    sessions += answer.sessions.length + reading.pastSessions;
    pastSessions += reading.pastSessions;
    countProblems(answer.problems);
    // Kept for now; `takeNews` forgets it again when the answer holds news.
    area.body = reading.body;
    return answer;
  }

  /** Hands on what is new in an answer, and remembers it only once it is recorded. */
  async function takeNews(
    area: AreaMemory,
    target: Target,
    answer: GoodAnswer,
    answeredAtMs: number,
  ): Promise<void> {
    const seenNow = look(area.presence, answer, target, !area.begun);
    const unknown = await seen.unknown(answer.sessions);
    const novel = novelOf(answer.sessions, seenNow.turned, unknown);
    const news = novel.length > 0 || seenNow.absent.length > 0;
    if (news) {
      // R3: the same body must be read again, because this reading brought news.
      area.body = null;
      const batch = { areaId: area.id, answeredAtMs, sessions: novel, absent: seenNow.absent };
      const taken = await sink.take(batch);
      if (taken !== 'recorded') {
        area.settled = false;
        report(area, answeredAtMs);
        // Nothing can be recorded just now: asking on at full speed would only make more of the same.
        await clock.sleep(REFUSED_REST_MS, end.signal);
        return;
      }
      await seen.remember(novel);
    }
    if (seenNow.waiting) area.body = null;
    area.presence = seenNow.next;
    area.begun = true;
    const changes = news || area.settled !== !seenNow.waiting || area.failure !== '';
    area.settled = !seenNow.waiting;
    area.failure = '';
    if (changes) report(area, answeredAtMs);
  }

  /** A failure leaves what is recorded as it is: after it, an unchanged answer is as settled as before. */
  function report(area: AreaMemory, atMs: number): void {
    const settled = area.failure === '' && area.settled === true;
    onReport({ areaId: area.id, atMs, failure: area.failure, settled });
  }

  function settle(area: AreaMemory, ending: Ending): void {
    const wallMs = clock.wallMs();
    const failure = ending.kind === 'good' ? '' : ending.why;
    if (ending.kind === 'good') {
      area.lastGoodMs = wallMs;
      lastGoodMs = wallMs;
    } else {
      failed[failure] = (failed[failure] ?? 0) + 1;
    }
    const firstFailure = failure !== '' && area.failure === '';
    if (failure !== area.failure) {
      area.failure = failure;
      report(area, wallMs);
    }
    tellTrouble(area, failure, wallMs);
    if (!area.watched) areas.delete(area.id);
    plan.finished(area.id, clock.monotonicMs(), firstFailure && ending.kind === 'failed');
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

  function countProblems(found: Readonly<Record<string, number>>): void {
    for (const reason in found) {
      if (problems[reason] === undefined) log('warn', 'source.problem', { reason, source: source.id });
      problems[reason] = (problems[reason] ?? 0) + (found[reason] as number);
    }
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
        if (!areas.has(area.id))
          areas.set(area.id, newMemory(area.id, source.target(area.id, today()), open));
      }
      plan.set(watches.map(({ area, weight }) => ({ id: area.id, weight })));
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
        calls,
        unchanged,
        changed,
        bytes,
        sessions,
        pastSessions,
        failed: { ...failed },
        problems: { ...problems },
        latencyP50Ms: latency.quantile(0.5),
        latencyP99Ms: latency.quantile(0.99),
        pace: state,
        dedupe: seen.state(),
        lastGoodMs,
        trouble: trouble.current(),
        areas: [...areas.values()].map((area) => ({
          id: area.id,
          intervalMs: allowedPerMs === null ? null : (plan.stride(area.id) ?? 0) / allowedPerMs,
          why: allowedPerMs === null ? 'unlimited' : 'share',
          cachedForMs: null,
          newsPerDay: null,
          lastGoodMs: area.lastGoodMs,
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

function newMemory(id: AreaId, target: Target, open: Watch['open']): AreaMemory {
  return {
    id,
    watched: true,
    target,
    presence: new Map(open.map(({ sessionId, date }) => [sessionId, { date, misses: 0 }])),
    begun: false,
    body: null,
    failure: '',
    lastGoodMs: null,
    settled: null,
  };
}
