// The last events of the engine, kept beside the log they go to, for looking at on a screen. Of fixed size.
// What may not stand in the log is not kept either, and no text from outside is kept as it came.
import type { Clock } from '../clock.ts';
import {
  type EngineEvent,
  EVENT_LEVELS,
  EVENTS_KEPT,
  type EventLevel,
  type EventPage,
  type EventQuery,
} from '../core/events.ts';
import { safeText } from '../core/safe-text.ts';
import { type Log, type LogFields, SECRET_FIELDS } from '../log.ts';

/** Longest value, and longest text of all fields of an event (UTF-16 units). */
const VALUE_CHARS = 160;
const FIELDS_CHARS = 600;
/** How deep fields within fields are looked at. */
const DEPTH = 3;
const DEFAULT_LIMIT = 500;
const SECRETS: ReadonlySet<string> = new Set(SECRET_FIELDS);

export interface EventRing {
  /** A log that keeps what it is told, and tells it on to `log`. */
  beside(log: Log): Log;
  read(query: EventQuery): EventPage;
}

/**
 * @param least events below this level are passed on only. Default `info`, as the log itself: a line for each page
 *   somebody visits would soon have pushed out everything else
 */
export function createEventRing(
  clock: Pick<Clock, 'wallMs'>,
  least: EventLevel = 'info',
  kept = EVENTS_KEPT,
): EventRing {
  const ring: EngineEvent[] = [];
  let lastSeq = 0;

  function keep(level: EventLevel, event: string, fields: LogFields): void {
    if (rank(level) < rank(least)) return;
    ring[lastSeq % kept] = {
      seq: lastSeq + 1,
      atMs: clock.wallMs(),
      level,
      event: safeText(event, VALUE_CHARS),
      fields: fieldsText(fields),
    };
    lastSeq += 1;
  }

  return {
    beside: (log) => (level, event, fields) => {
      keep(level, event, fields ?? {});
      log(level, event, fields);
    },
    read({ afterSeq = 0, level = 'debug', text = '', limit = DEFAULT_LIMIT }) {
      const sought = text.toLowerCase();
      const found: EngineEvent[] = [];
      const oldest = Math.max(afterSeq, lastSeq - kept);
      for (let seq = lastSeq; seq > oldest && found.length < limit; seq--) {
        const one = ring[(seq - 1) % kept] as EngineEvent;
        const told = () => `${one.event} ${one.fields}`.toLowerCase();
        if (rank(one.level) >= rank(level) && (sought === '' || told().includes(sought))) found.push(one);
      }
      return { events: found.reverse(), lastSeq };
    },
  };
}

function rank(level: EventLevel): number {
  return EVENT_LEVELS.indexOf(level);
}

/** `why=status-403 areas=4`; a value with a space in it is quoted. */
function fieldsText(fields: LogFields): string {
  return safeText(pairs(fields, '', DEPTH).join(' '), FIELDS_CHARS);
}

function pairs(fields: object, prefix: string, depth: number): string[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const name = safeText(`${prefix}${key}`, VALUE_CHARS);
    if (value === undefined) return [];
    if (SECRETS.has(key)) return [`${name}=[redacted]`];
    if (isFields(value)) return depth <= 0 ? [`${name}=…`] : pairs(value, `${name}.`, depth - 1);
    return [`${name}=${valueText(value, depth)}`];
  });
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error);
}

function valueText(value: unknown, depth: number): string {
  // The message of an error may hold anything.
  if (value instanceof Error) return value.name;
  if (Array.isArray(value)) {
    if (depth <= 0) return '…';
    const items = value.map((item) => (typeof item === 'string' ? item : itemText(item, depth - 1)));
    return quoted(items.join(', '));
  }
  return quoted(String(value));
}

function itemText(item: unknown, depth: number): string {
  return isFields(item) ? pairs(item, '', depth).join(' ') : valueText(item, depth);
}

function quoted(text: string): string {
  const safe = safeText(text.slice(0, 4 * VALUE_CHARS), VALUE_CHARS);
  return safe === '' || /[\s"=]/.test(safe) ? `"${safe.replaceAll('"', "'")}"` : safe;
}
