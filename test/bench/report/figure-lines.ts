// The figures that are no rates, a line or two each. Pure text.
import type { Spread } from '../numbers.ts';
import type { Compared } from '../scenarios/contenders.ts';
import { twoCoresRatio } from './goals.ts';
import type { Report } from './report.ts';

/** A name and what it came to. */
export type FigureLine = readonly [string, string];

const BRIEFLY: Readonly<Record<Compared, string>> = {
  same: 'nothing changed',
  etag: 'nothing changed, ETag',
  rush: 'everything changed',
};

/** All figures of the parts that were run, in the order of the goals. */
export function figureLines(report: Report): readonly FigureLine[] {
  return [
    ...pollerLines(report),
    ...wholeLines(report),
    ...memoryLines(report),
    ...fanOutLines(report),
    ...crowdLines(report),
    ...latencyLines(report),
  ];
}

function pollerLines(report: Report): FigureLine[] {
  const read = report.clients.flatMap(({ scenario, client, changedShare, redisCpuShare }): FigureLine[] => {
    if (client !== 'poller' || changedShare === null || redisCpuShare === null) return [];
    const share = (changedShare * 100).toFixed(1);
    return [
      [
        `poller, ${BRIEFLY[scenario]}`,
        `${share} % read; Redis ${redisCpuShare.toFixed(2)} CPU-s to 1 of its own`,
      ],
    ];
  });
  const cores = (['same', 'rush'] as const).flatMap((scenario): FigureLine[] => {
    const factor = twoCoresRatio(report, scenario);
    if (factor === undefined) return [];
    return [[`2 threads on 2 cores, ${BRIEFLY[scenario]}`, `${factor.toFixed(2)} × the calls/s of 1 on 1`]];
  });
  return [...read, ...cores];
}

function wholeLines({ whole }: Report): FigureLine[] {
  return whole.flatMap(({ scenario, loopP99Ms, firstSweepS, firstSweepLoopMs }): FigureLine[] => [
    [`main thread, ${BRIEFLY[scenario]}`, `loop p99 ${range(loopP99Ms)} ms`],
    [
      '  first sweep (all is news)',
      `recorded in ${range(firstSweepS)} s, loop up to ${firstSweepLoopMs.max.toFixed(0)} ms`,
    ],
  ]);
}

function memoryLines({ memory }: Report): FigureLine[] {
  if (memory === null) return [];
  const { people, minutes, mostMb, medianMb, slopeMbPerHour, callsPerS, openings, redis } = memory;
  return [
    [
      `memory, ${count(people)} people, ${minutes.toFixed(minutes < 1 ? 2 : 0)} min`,
      `most ${mostMb.toFixed(0)} MB, median ${medianMb.toFixed(0)} MB, slope ${slopeMbPerHour.toFixed(1)} MB/h`,
    ],
    ['  meanwhile', `${count(callsPerS)} calls/s, ${count(openings)} openings`],
    ['  its Redis', `${redis.residentMb.toFixed(1)} MB resident, ${redis.usedMb.toFixed(1)} MB of data`],
  ];
}

function fanOutLines({ fanOut }: Report): FigureLine[] {
  if (fanOut === null) return [];
  const { people, recordedMs, longestStepMs } = fanOut;
  return [
    [
      `1 opening, ${count(people)} people`,
      `${range(recordedMs)} ms, longest step ${range(longestStepMs)} ms`,
    ],
  ];
}

function crowdLines({ crowd }: Report): FigureLine[] {
  if (crowd === null) return [];
  const { openings, people, watchedS, loopP99Ms, deliveries, residentBeforeMb, mostMb, oldestOtherS, pace } =
    crowd;
  return [
    [`${openings} openings, ${count(people)} people, first ${watchedS} s`, `loop p99 ${range(loopP99Ms)} ms`],
    [
      '  meanwhile',
      `${count(deliveries)} deliveries written; ${residentBeforeMb.toFixed(0)} MB before, then ${mostMb.toFixed(0)}`,
    ],
    ['  all other districts', `answered within ${oldestOtherS.toFixed(1)} s at ${pace}`],
  ];
}

function latencyLines({ latency }: Report): FigureLine[] {
  if (latency === null) return [];
  const { openings, p50Ms, p99Ms, maxMs } = latency;
  return [
    [
      `answer to Telegram request, ${openings} openings`,
      `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, most ${maxMs.toFixed(1)} ms`,
    ],
  ];
}

/** `median (min–max)`, or the one value there is. */
function range({ min, median, max }: Spread): string {
  const short = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  return min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
