// All that a run found, as one value: what the table shows and the JSON file holds.
import type { BodyFigures } from '../bodies/write.ts';
import type { Pinning } from '../cores.ts';
import type { ClientRow } from '../scenarios/clients.ts';
import type { CrowdFigures } from '../scenarios/crowd.ts';
import type { FanOutFigures } from '../scenarios/fan-out.ts';
import type { LatencyFigures } from '../scenarios/latency.ts';
import type { MemoryFigures } from '../scenarios/memory.ts';
import type { WholeRow } from '../scenarios/whole.ts';
import type { Machine } from './machine.ts';

export interface Found {
  readonly clients: readonly ClientRow[];
  readonly whole: readonly WholeRow[];
  /** Null: that part was not run. */
  readonly memory: MemoryFigures | null;
  readonly fanOut: FanOutFigures | null;
  readonly crowd: CrowdFigures | null;
  readonly latency: LatencyFigures | null;
}

export interface Goal {
  /** What was wanted, in words. */
  readonly name: string;
  /** What it came to, in words; null: not measured in this run. */
  readonly figure: string | null;
  readonly met: boolean | null;
}

export interface Report extends Found {
  readonly version: string;
  readonly machine: Machine;
  readonly quick: boolean;
  /** Null: nothing was pinned to a core. */
  readonly pinning: Pinning | null;
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly bodies: BodyFigures;
  readonly goals: readonly Goal[];
  /** How long the run took (s). */
  readonly tookS: number;
}
