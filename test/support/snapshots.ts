// Snapshots of made-up engines: a quiet one, and a busy one with many areas, a long feed and all channels.
import {
  type AreaState,
  type ChannelState,
  type EngineSnapshot,
  type FeedItem,
  NO_DELIVERIES,
} from '../../src/core/snapshot.ts';
import type { ChannelName } from '../../src/core/subscription.ts';

/** 8 May 2021, 14:03:22 in India. */
export const NOW_MS = Date.parse('2021-05-08T08:33:22Z');

export function channel(name: ChannelName, fields: Partial<ChannelState> = {}): ChannelState {
  return {
    name,
    state: 'off',
    detail: '',
    ...NO_DELIVERIES,
    latencyP50Ms: null,
    latencyP99Ms: null,
    ...fields,
  };
}

export function area(name: string, fields: Partial<AreaState> = {}): AreaState {
  return {
    id: `cowin:${name}`,
    name,
    region: 'Karnataka',
    subscribers: 1,
    intervalMs: 30_000,
    why: 'share',
    cachedForMs: null,
    newsPerDay: null,
    lastGoodMs: NOW_MS - 12_000,
    failure: '',
    errors: null,
    slotsOpen: 0,
    paused: false,
    ...fields,
  };
}

export function feedItem(fields: Partial<FeedItem> = {}): FeedItem {
  return {
    kind: 'opened',
    atMs: NOW_MS - 5_000,
    areaName: 'BBMP',
    centreName: 'PHC Malleswaram',
    pincode: '560003',
    date: '2021-05-09',
    vaccine: 'COVAXIN',
    ageText: '18-44',
    dose: '1',
    capacity: 12,
    lastedMs: null,
    owed: 4,
    ...fields,
  };
}

/** An engine that has just started and that nobody subscribes to. */
export function quietSnapshot(fields: Partial<EngineSnapshot> = {}): EngineSnapshot {
  return {
    atMs: NOW_MS,
    startedAtMs: NOW_MS - 65_000,
    version: '0.1.0',
    dataDir: '/home/asha/.local/state/vaccine-watch',
    state: 'running',
    hints: ['No subscriber yet: vaccine-watch subscribers add --email YOU --district 294'],
    source: {
      name: 'CoWIN',
      baseUrl: 'cdn-api.co-vin.in/api',
      state: 'idle',
      detail: 'nobody subscribes, so nothing is asked',
      lastGoodMs: null,
    },
    pace: {
      setting: '90/5m',
      allowedPerS: 0.3,
      settingPerS: 0.3,
      usedPerS: 0,
      breaker: 'closed',
      waitsUntilMs: null,
    },
    polls: {
      calls: 0,
      unchanged: 0,
      changed: 0,
      failed: {},
      problems: {},
      callsPerSecond: Array.from({ length: 60 }, () => 0),
      bytes: 0,
      sessions: 0,
      pastSessions: 0,
      latencyP50Ms: null,
      latencyP99Ms: null,
    },
    areas: [],
    dedupe: {
      mode: 'in-process',
      state: 'ok',
      detail: 'no redis-server on PATH; apt-get install redis-server',
    },
    database: { state: 'ok', detail: '', bytes: 143_360 },
    feed: [],
    channels: [channel('telegram'), channel('email'), channel('webhook'), channel('twitter')],
    subscribers: { active: 0, paused: 0, gone: 0 },
    slotsOpen: 0,
    openings: 0,
    closings: 0,
    rssMb: 96,
    loopP99Ms: 2,
    ...fields,
  };
}

const PLACES: readonly (readonly [name: string, region: string])[] = [
  ['BBMP', 'Karnataka'],
  ['Bangalore Urban', 'Karnataka'],
  ['Mumbai', 'Maharashtra'],
  ['Pune', 'Maharashtra'],
  ['Alwar', 'Rajasthan'],
  ['Warangal Urban', 'Telangana'],
  ['Patna', 'Bihar'],
  ['Dadra and Nagar Haveli', 'Dadra and Nagar Haveli and Daman and Diu'],
  ['North and Middle Andaman', 'Andaman and Nicobar Islands'],
  ['Kollam', 'Kerala'],
  ['Chennai', 'Tamil Nadu'],
  ['Lucknow', 'Uttar Pradesh'],
  ['Kamrup Metropolitan', 'Assam'],
  ['Central Delhi', 'Delhi'],
];
const CENTRES = [
  'PHC Malleswaram',
  'KIMS Hospital Covid Vaccination Site 2',
  'ಮಲ್ಲೇಶ್ವರಂ ಪ್ರಾಥಮಿಕ ಆರೋಗ್ಯ ಕೇಂದ್ರ',
  'शासकीय रुग्णालय क्षेत्र',
  'BKC Jumbo 1 (18-44 only)',
  '東京クリニック',
  'Town Hall 💉👨‍👩‍👧 Camp',
  'UPHC Begampur',
];
const VACCINES = ['COVISHIELD', 'COVAXIN', 'SPUTNIK V'] as const;

/** An engine in the middle of its work; `tick` is how many seconds later it is. */
export function busySnapshot(tick = 0): EngineSnapshot {
  const atMs = NOW_MS + tick * 1000;
  const areas = PLACES.map(([name, region], index) =>
    area(name, {
      region,
      subscribers: (14 - index) ** 2,
      intervalMs: 20_000 + index * 17_000,
      why: index === 7 ? 'cached' : index > 11 ? 'longest-wait' : 'share',
      cachedForMs: index === 7 ? 300_000 : null,
      newsPerDay: index % 3 === 2 ? null : 40 / (index + 1),
      lastGoodMs:
        index === 6 ? null : atMs - (index === 4 ? 750_000 : (((index * 7 + tick) % 30) + 1) * 1000),
      failure: index === 4 ? 'timeout' : index === 6 ? 'status-403' : '',
      errors:
        index === 4
          ? { count: 37, lastWhy: 'timeout', lastMs: atMs - 4000 }
          : index === 6
            ? { count: 1204, lastWhy: 'status-403', lastMs: atMs - 9000 }
            : null,
      slotsOpen: index < 4 ? 9 - index * 2 : 0,
    }),
  );
  const feed = Array.from({ length: 50 }, (_, index) =>
    feedItem({
      kind: index % 3 === 1 ? 'closed' : 'opened',
      atMs: atMs - index * 9_000,
      areaName: PLACES[index % PLACES.length]?.[0] ?? '',
      centreName: CENTRES[index % CENTRES.length] ?? '',
      pincode: String(560_001 + index * 37),
      date: `2021-05-${String(8 + (index % 7)).padStart(2, '0')}`,
      vaccine: VACCINES[index % 3] ?? '',
      ageText: index % 2 === 0 ? '18-44' : '45+',
      dose: index % 4 === 3 ? 'any' : index % 2 === 0 ? '1' : '2',
      capacity: 1 + ((index * 13) % 220),
      lastedMs: index % 3 === 1 ? 17_000 + index * 41_000 : null,
      owed: index * 3,
    }),
  );
  return {
    ...quietSnapshot(),
    atMs,
    startedAtMs: NOW_MS - 7_500_000,
    hints: [
      'Telegram asked us to wait 30 s; 412 messages queue meanwhile',
      'Alwar has not answered for 4 min',
    ],
    source: {
      name: 'CoWIN',
      baseUrl: 'cdn-api.co-vin.in/api',
      state: 'ok',
      detail: '',
      lastGoodMs: atMs - 400,
    },
    pace: {
      setting: '2000/1s',
      allowedPerS: 1000,
      settingPerS: 2000,
      usedPerS: 947.3,
      breaker: 'closed',
      waitsUntilMs: null,
    },
    polls: {
      calls: 1_284_331 + tick * 947,
      unchanged: 1_181_584,
      changed: 98_000,
      failed: { 'status-403': 4120, timeout: 627 },
      problems: { 'capacity-negative': 3 },
      callsPerSecond: Array.from({ length: 60 }, (_, index) =>
        Math.round(700 + 300 * Math.sin((index + tick) / 6)),
      ),
      bytes: 3_482_000_000,
      sessions: 412_000,
      pastSessions: 0,
      latencyP50Ms: 3.4,
      latencyP99Ms: 41.7,
    },
    areas,
    dedupe: { mode: 'redis-unix', state: 'ok', detail: 'redis-server 8.0.2, own child' },
    feed,
    channels: [
      channel('telegram', {
        state: 'waiting',
        detail: 'asked to wait 30 s',
        pending: 412,
        sending: 25,
        sent: 10_482,
        gone: 12,
        latencyP50Ms: 38,
        latencyP99Ms: 1820,
      }),
      channel('email', {
        state: 'on',
        pending: 3,
        sending: 2,
        sent: 2210,
        gone: 4,
        rejected: 1,
        expired: 6,
        latencyP50Ms: 210,
        latencyP99Ms: 4100,
      }),
      channel('webhook', { state: 'on', sent: 88, unknown: 1, latencyP50Ms: 12, latencyP99Ms: 90 }),
      channel('twitter', {
        state: 'stopped',
        detail: 'the access token was refused (401): set VACCINE_WATCH_X_ACCESS_TOKEN anew',
        pending: 14,
        sent: 40,
      }),
    ],
    subscribers: { active: 1204, paused: 31, gone: 12 },
    slotsOpen: 24,
    openings: 318,
    closings: 294,
    rssMb: 141.6,
    loopP99Ms: 11,
  };
}
