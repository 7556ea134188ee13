// `status`: the running engine's figures, for a person or as JSON.
import { durationText, intervalText, timeText } from '../core/ist.ts';
import type { ChannelState, EngineSnapshot } from '../core/snapshot.ts';
import { channelText } from '../core/subscription.ts';
import { troubleInWords } from '../engine/source-health.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, runningEngine } from './context.ts';
import { tableText } from './table.ts';

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
    `polls     ${polls.calls} calls, ${polls.unchanged} unchanged, ${total(polls.failed)} failed`,
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

function problemText(problems: Readonly<Record<string, number>>): string {
  const found = Object.entries(problems).map(([reason, count]) => `${count} ${reason}`);
  return found.length === 0 ? 'none' : found.join(', ');
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

function areaTable(snapshot: EngineSnapshot): string {
  return tableText(
    ['AREA', 'NAME', 'SUBSCRIBERS', 'EVERY', 'LAST GOOD', 'OPEN', 'NOTE'],
    snapshot.areas.map((area) => [
      area.id,
      area.region === '' ? area.name : `${area.name}, ${area.region}`,
      String(area.subscribers),
      area.intervalMs === null ? 'as it can' : intervalText(area.intervalMs),
      area.lastGoodMs === null ? 'never' : `${durationText(snapshot.atMs - area.lastGoodMs)} ago`,
      String(area.slotsOpen),
      area.failure === '' ? '' : troubleInWords(area.failure),
    ]),
  );
}
