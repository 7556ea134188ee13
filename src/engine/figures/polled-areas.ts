// What freshness the allowed pace can give: of a running engine by its snapshot; without one by the same watch list and
// the same plan, which has then learnt nothing yet. It starts and changes nothing.
import type { Area, AreaId } from '../../core/area.ts';
import { allowedText, everyText, figureText, meanIntervalMs, tooSlowText } from '../../core/freshness.ts';
import { type PaceCap, type PaceSetting, parsePace } from '../../core/pace-setting.ts';
import type { EngineSnapshot } from '../../core/snapshot.ts';
import type { Source } from '../../core/source.ts';
import { createPlan } from '../../poll/plan.ts';
import { COWIN_PUBLIC_CAP, isCowinPublicHost } from '../../sources/cowin/hosts.ts';
import { StoreError } from '../../store/errors.ts';
import { openStore } from '../../store/store.ts';
import { createWatchList } from '../watch-list.ts';

/** An area that is polled, and the people it serves. */
export interface PolledArea {
  readonly id: AreaId;
  readonly weight: number;
  /** How often a running engine polls it (ms); null, or left out: not known. */
  readonly intervalMs?: number | null;
}

/** What the pace gives the areas. */
export interface Allowed {
  readonly areas: number;
  /** Mean time from one poll of an area to the next; null: as often as the server answers. */
  readonly meanIntervalMs: number | null;
  /** The same of the area spoken of; null also when none is. */
  readonly areaIntervalMs: number | null;
  /** `at 90 calls per 5 minutes and 40 areas: every 2 min 15 s` */
  readonly text: string;
  /** What to do when that is too slow, in sentences; empty when it is not. */
  readonly warning: string;
}

/** Reads who subscribes to what and changes nothing; no database yet means no subscriber. @throws StoreError */
export function polledAreas(database: string, source: Source, allAreas: boolean): readonly PolledArea[] {
  try {
    const store = openStore(database, source, { readonly: true });
    try {
      const watchList = createWatchList(store, source, allAreas);
      watchList.refresh();
      return watchList.watches().map(({ area, weight }) => ({ id: area.id, weight }));
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'missing') throw error;
    return allAreas ? source.areas.map(({ id }) => ({ id, weight: 0 })) : [];
  }
}

/** What a running engine's pace gives; undefined when it polls nothing, or has a pace of another version's. */
export function freshnessOf(snapshot: EngineSnapshot, named?: Area): Allowed | undefined {
  const pace = parsePace(snapshot.pace.setting);
  const polled = snapshot.areas.filter(({ paused }) => !paused);
  if ('problem' in pace || polled.length === 0) return undefined;
  const areas = polled.map(({ id, subscribers, intervalMs }) => ({
    id,
    weight: subscribers,
    intervalMs,
  }));
  return allowedFreshness(pace, areas, snapshot.source.baseUrl, named);
}

/**
 * @param areas at least one
 * @param baseUrl of the source, whose owner may cap the pace
 * @param named an area to speak of; left out, all are spoken of
 */
export function allowedFreshness(
  pace: PaceSetting,
  areas: readonly PolledArea[],
  baseUrl: string,
  named?: Pick<Area, 'id' | 'name'>,
): Allowed {
  const meanMs = meanIntervalMs(pace, areas.length);
  const areaMs = named === undefined ? null : intervalOf(pace, areas, named.id);
  const differs = areaMs !== null && meanMs !== null && figureText(areaMs) !== figureText(meanMs);
  return {
    areas: areas.length,
    meanIntervalMs: meanMs,
    areaIntervalMs: areaMs,
    text: allowedText(
      pace,
      { areas: areas.length, even: isEven(areas) },
      differs ? `${named?.name} ${everyText(areaMs)}` : '',
    ),
    warning: tooSlowText(pace, areas.length, capOf(baseUrl)),
  };
}

/** Whether all get the same, as far as anybody can tell. */
function isEven(areas: readonly PolledArea[]): boolean {
  // An area nobody asks for is polled like one that serves a single person.
  const demands = new Set(areas.map(({ weight }) => Math.max(1, weight)));
  const known = areas.map(({ intervalMs }) => intervalMs ?? null).filter((ms) => ms !== null);
  return demands.size === 1 && new Set(known.map(figureText)).size <= 1;
}

/** How often one of the areas is or would be polled (ms); null: as often as the server answers, or not at all. */
function intervalOf(pace: PaceSetting, areas: readonly PolledArea[], id: AreaId): number | null {
  const known = areas.find((area) => area.id === id)?.intervalMs ?? null;
  if (known !== null) return known;
  // With one area it is the time between two calls.
  const betweenCallsMs = meanIntervalMs(pace, 1);
  if (betweenCallsMs === null) return null;
  const plan = createPlan();
  plan.rate(1 / betweenCallsMs);
  plan.set(areas);
  return plan.describe(id, 1 / betweenCallsMs)?.intervalMs ?? null;
}

function capOf(baseUrl: string): PaceCap | null {
  return URL.canParse(baseUrl) && isCowinPublicHost(new URL(baseUrl).hostname) ? COWIN_PUBLIC_CAP : null;
}
