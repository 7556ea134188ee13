// What `doctor` looks at: each thing the program stands on, asked once, with the way to mend what is wrong.
// It changes nothing: it sends no alert, starts no engine, makes one call to the source.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Clock } from '../clock.ts';
import type { RedisChoice, Settings } from '../config.ts';
import { istDateOf } from '../core/ist.ts';
import type { Channel } from '../core/outcome.ts';
import type { Source } from '../core/source.ts';
import type { ChannelName } from '../core/subscription.ts';
import { fetchOnce } from '../poll/fetch.ts';
import { checkDatabase } from '../store/db.ts';
import { findRedisServer, pingRedis } from '../store/redis-server.ts';
import { withoutCredentials } from './source-health.ts';

/** `off`: not configured, which may be meant. `warn`: works, could be better. */
export type CheckState = 'ok' | 'warn' | 'off' | 'failed';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** What was found and, when not ok, how to mend it. */
  readonly detail: string;
}
