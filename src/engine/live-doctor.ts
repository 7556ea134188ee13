// What `doctor` says, of a running engine: what it knows already is not asked again, so that looking costs the source no
// call and the database no reading through; only the channels and the DNS are asked. It changes nothing.
import { statSync } from 'node:fs';
import type { Settings } from '../config.ts';
import type { Check } from '../core/check.ts';
import { durationText } from '../core/ist.ts';
import type { DedupeState, EngineSnapshot, SourceHealth } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import { CHANNEL_NAMES } from '../core/subscription.ts';
import type { Channels } from './channels.ts';
import { checkChannel, checkNode, freshnessCheck, settingsChecks } from './doctor.ts';
import { checkDkim } from './doctor-dkim.ts';
import { freshnessOf } from './figures/polled-areas.ts';
import { checkMailLinks, checkSignUp } from './reception/sign-up-state.ts';

/** No provider may keep the others' answers back for longer (ms). */
const CHECK_TIMEOUT_MS = 15_000;

export interface LiveParts {
  readonly settings: Settings;
  readonly source: Pick<Source, 'silenceText'>;
  readonly channels: Channels;
  readonly snapshot: () => EngineSnapshot;
  /** Why the database cannot be written; empty when it can. */
  readonly storeTrouble: () => string;
}

/** In the order of `doctor`. Ends within `timeoutMs` whoever does not answer; never rejects for what others do. */
export async function examineLive(parts: LiveParts, timeoutMs = CHECK_TIMEOUT_MS): Promise<readonly Check[]> {
  const { settings, channels } = parts;
  const snapshot = parts.snapshot();
  const asked = (name: string, check: Promise<Check>) => withinTime(name, check, timeoutMs);
  return [
    ...(await Promise.all([
      checkNode(),
      storeCheck(settings.dir.database, parts.storeTrouble()),
      dedupeCheck(snapshot.dedupe),
      sourceCheck(snapshot.source, snapshot.atMs, parts.source.silenceText),
      freshnessCheck(freshnessOf(snapshot)),
      ...CHANNEL_NAMES.map((name) => asked(name, checkChannel(name, channels.get(name)))),
      asked('DKIM', checkDkim(settings.mail)),
      checkMailLinks(settings),
      checkSignUp(settings),
    ])),
    ...settingsChecks(settings),
  ];
}

async function withinTime(name: string, check: Promise<Check>, timeoutMs: number): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    const detail = `no answer within ${durationText(timeoutMs)}; the next look asks again`;
    timer = setTimeout(() => resolve({ name, state: 'failed', detail }), timeoutMs);
  });
  try {
    return await Promise.race([check, late]);
  } catch (error) {
    // Its message may hold what is nobody's business.
    const why = error instanceof Error ? error.name : 'unknown error';
    return { name, state: 'failed', detail: `could not be examined (${why})` };
  } finally {
    clearTimeout(timer);
  }
}

function storeCheck(path: string, trouble: string): Check {
  const name = 'SQLite';
  if (trouble !== '') return { name, state: 'failed', detail: trouble };
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined)
    return { name, state: 'failed', detail: `${path} is gone; stop, and restore a copy` };
  return { name, state: 'ok', detail: `${path}, ${(bytes / 1e6).toFixed(1)} MB, in use` };
}

function dedupeCheck({ mode, state, detail }: DedupeState): Check {
  const name = 'Redis';
  if (state === 'degraded') return { name, state: 'warn', detail };
  if (mode === 'in-process') return { name, state: 'warn', detail: `dedupe is in-process: ${detail}` };
  return { name, state: 'ok', detail };
}

function sourceCheck(source: SourceHealth, atMs: number, silenceText: string): Check {
  const { name, baseUrl, state, detail, lastGoodMs } = source;
  if (state === 'ok') {
    const age = lastGoodMs === null ? '' : `, last ${durationText(Math.max(0, atMs - lastGoodMs))} ago`;
    return { name, state: 'ok', detail: `${baseUrl} answers${age}` };
  }
  if (state === 'idle') return { name, state: 'off', detail: `${baseUrl}: ${detail}` };
  return { name, state: 'failed', detail: `${baseUrl}: ${detail}. ${silenceText}` };
}
