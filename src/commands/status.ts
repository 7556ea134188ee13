// `status`: the running engine's figures, for a person or as JSON.
import { areasByInterest } from '../core/area-order.ts';
import { failureInWords } from '../core/failure-words.ts';
import { ageText, everyText, intervalText, isStale, whyText } from '../core/freshness.ts';
import { durationText, timeText } from '../core/ist.ts';
import type { AreaState, ChannelState, EngineSnapshot } from '../core/snapshot.ts';
import { channelText } from '../core/subscription.ts';
import { freshnessOf } from '../engine/figures/polled-areas.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, runningEngine } from './context.ts';
import { tableText } from './table.ts';

const NAME_CHARS = 17;
const STALE_LEGEND = '! in AGE: no good answer for more than three times as long as it should take';

/** Prints the figures of the running engine. @throws Failure (69) when none runs */
export async function statusCommand(context: Context, options: { readonly json?: boolean }): Promise<void> {
  const engine = await runningEngine(context);
  if (engine === undefined) {
    throw new Failure(
      EXIT.unreachable,
      'No engine runs in this data directory; start one with: vaccine-watch run',
    );
  }
  try {
    const snapshot = await engine.status();
    context.print(options.json ? JSON.stringify(snapshot, null, 2) : statusText(snapshot));
  } finally {
    engine.close();
  }
}

function statusText(snapshot: EngineSnapshot): string {
  const { pace, polls, subscribers, source, dedupe } = snapshot;
  const perS = (value: number | null) => (value === null ? 'unlimited' : `${value.toFixed(2)}/s`);
  const lines = [
    `engine    ${snapshot.state} for ${durationText(snapshot.atMs - snapshot.startedAtMs)}, version ${snapshot.version}`,
    `source    ${source.name} ${source.state}${source.detail === '' ? '' : `: ${source.detail}`}`,
    `last good ${source.lastGoodMs === null ? 'never' : timeText(source.lastGoodMs, true)}`,
    `pace      ${pace.setting}: ${perS(pace.usedPerS)} used of ${perS(pace.allowedPerS)} allowed, breaker ${pace.breaker}`,
    `freshness ${freshnessText(snapshot)}`,
    `polls     ${polls.calls} calls, ${polls.unchanged} unchanged, ${failedText(polls.failed)}`,
    `sessions  ${polls.sessions} read, ${polls.pastSessions} of them of days gone by; rows unusable: ${problemText(polls.problems)}`,
    `dedupe    ${dedupe.mode} (${dedupe.state}): ${dedupe.detail}`,
    `slots     ${snapshot.slotsOpen} open, ${snapshot.openings} openings and ${snapshot.closings} closings since the start`,
    `people    ${subscribers.active} active, ${subscribers.paused} paused, ${subscribers.gone} gone`,
    `memory    ${snapshot.rssMb} MB, event-loop delay p99 ${snapshot.loopP99Ms} ms`,
    '',
    channelTable(snapshot.channels),
  ];
  if (snapshot.areas.length > 0) lines.push('', areaTable(snapshot));
  if (snapshot.hints.length > 0) lines.push('', ...snapshot.hints.map((hint) => `! ${hint}`));
  return lines.join('\n');
}

/** `7 failed (4 status-403, 3 timeout)` */
function failedText(failed: Readonly<Record<string, number>>): string {
  const kinds = countsText(failed);
  return `${total(failed)} failed${kinds === '' ? '' : ` (${kinds})`}`;
}

function problemText(problems: Readonly<Record<string, number>>): string {
  return countsText(problems) || 'none';
}

/** The most frequent first. */
function countsText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return entries.map(([reason, count]) => `${count} ${reason}`).join(', ');
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function channelTable(channels: readonly ChannelState[]): string {
  return tableText(
    ['CHANNEL', 'STATE', 'PENDING', 'SENT', 'GONE', 'REJECTED', 'EXPIRED', 'UNKNOWN', 'NOTE'],
    channels.map((channel) => [
      channelText(channel.name),
      channel.state,
      String(channel.pending + channel.sending),
      String(channel.sent),
      String(channel.gone),
      String(channel.rejected),
      String(channel.expired),
      String(channel.unknown),
      channel.detail,
    ]),
  );
}

/** What the pace as it is set can give, and what it gives now when it had to slow down. */
function freshnessText(snapshot: EngineSnapshot): string {
  const allowed = freshnessOf(snapshot);
  if (allowed === undefined) return 'no area is polled';
  const { allowedPerS, settingPerS } = snapshot.pace;
  const slowed = allowedPerS !== null && settingPerS !== null && allowedPerS < 0.99 * settingPerS;
  if (!slowed) return allowed.text;
  const now = allowedPerS > 0 ? everyText((allowed.areas / allowedPerS) * 1000) : 'no calls';
  return `${allowed.text}; slowed down now: ${now}`;
}

/** Fits 80 columns but for a note: a name is cut, the least telling comes last. */
function areaTable({ areas, atMs }: EngineSnapshot): string {
  const ordered = areasByInterest(areas, atMs);
  const sameNamed = Map.groupBy(ordered, ({ name }) => name);
  const noted = ordered.some(({ failure }) => failure !== '');
  const rows = ordered.map((area) => [
    nameText(area, (sameNamed.get(area.name)?.length ?? 0) > 1),
    String(area.subscribers),
    String(area.slotsOpen),
    ageText(area, atMs),
    intervalText(area),
    whyText(area),
    area.failure === '' ? '' : failureInWords(area.failure),
  ]);
  const table = tableText(['AREA', 'SUBS', 'OPEN', 'AGE', 'EVERY', 'WHY', ...(noted ? ['NOTE'] : [])], rows);
  return ordered.some((area) => isStale(area, atMs)) ? `${table}\n${STALE_LEGEND}` : table;
}

/** The region is told where the name alone could be another's. */
function nameText({ name, region }: AreaState, isShared: boolean): string {
  const text = isShared && region !== '' ? `${name}, ${region}` : name;
  const letters = [...text];
  return letters.length > NAME_CHARS ? `${letters.slice(0, NAME_CHARS - 1).join('')}…` : text;
}
