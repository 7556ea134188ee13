// The program's log: events by name with fields. Text from outside goes under `data`; secrets and addresses never enter.
import { type DestinationStream, pino } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

/** `log('warn', 'poll.throttled', { area: 'cowin:294' })` */
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void;

/** Field names whose values never leave the process, at the top of the fields of an event or one level down. */
export const SECRET_FIELDS: readonly string[] = [
  'token',
  'secret',
  'password',
  'pass',
  'apiKey',
  'apiSecret',
  'accessToken',
  'accessSecret',
  'address',
  'email',
  'to',
  'url',
  'code',
];

/** A log that writes one JSON line per event: `{"level":"info","time":…,"event":"ready",…}`. */
export function jsonLog(destination: DestinationStream, level: LogLevel = 'info'): Log {
  const paths = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]);
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    destination,
  );
  return (at, event, fields) => logger[at]({ event, ...fields });
}

/** A log that keeps nothing: for short commands. */
export const silentLog: Log = () => undefined;

export interface HeldLog {
  readonly log: Log;
  /** Passes on what was held, and everything from then on. */
  release(): void;
}

/** Keeps back what is logged until `release`, so that another event can be the first. */
export function heldLog(log: Log): HeldLog {
  let held: Parameters<Log>[] | null = [];
  return {
    log(...entry) {
      if (held === null) log(...entry);
      else held.push(entry);
    },
    release() {
      const entries = held ?? [];
      held = null;
      for (const entry of entries) log(...entry);
    },
  };
}
