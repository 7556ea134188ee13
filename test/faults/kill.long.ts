// FAULTS 1, the crash sweep: SIGKILL before and after every Nth outside call of each kind, N = 1, 2, … until a run
// ends untouched. The kills are composed from outside (`kills/preload.ts`); the program is the one that ships.
import { describe, expect, it } from 'vitest';
import { makePeople } from '../harness/people.ts';
import { note, recordVerdict } from '../harness/record.ts';
import { makeSlots } from '../harness/slots.ts';
import { inScene } from '../support/program.ts';
import { openGrounds } from './kills/grounds.ts';
import { KINDS, SIDES } from './kills/points.ts';
import { type SweepResult, sweep, TWICE_A_KILL } from './kills/sweep.ts';

const DISTRICTS = [294];
// Few, so that a run is short: what is swept is every call of it.
const PEOPLE = makePeople(6, DISTRICTS);
const SLOTS = makeSlots(2, DISTRICTS);

function report(name: string, result: SweepResult, killsAPoint: number): void {
  const { points, due, missing, extra, copies, mostCopies, againMs, wrong } = result;
  const sorted = againMs.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  note(
    `${name}: ${points} points, most messages twice after one kill ${mostCopies}, ` +
      `sending again after ${median} ms (median), ${sorted.at(-1) ?? 0} ms (longest)`,
  );
  for (const line of wrong) note(line);
  recordVerdict({ due, missing, extra, duplicated: copies, allowed: TWICE_A_KILL * killsAPoint * points });
  expect(wrong).toEqual([]);
  expect(points).toBeGreaterThan(0);
}

describe('FAULTS 1: the crash sweep', () => {
  for (const kind of KINDS) {
    for (const side of SIDES) {
      it.concurrent(
        `SIGKILL ${side} every ${kind}, until a run ends untouched`,
        inScene(async (scene) => {
          const grounds = await openGrounds(scene, PEOPLE, SLOTS);
          report(`${kind} ${side}`, await sweep(grounds, kind, side), 1);
        }),
      );
    }
  }

  for (const kind of ['commit', 'send'] as const) {
    it.concurrent(
      `SIGKILL before every ${kind} of the start after a kill, until a run ends untouched`,
      inScene(async (scene) => {
        const grounds = await openGrounds(scene, PEOPLE, SLOTS);
        const first = [{ kind: 'settle', side: 'before', nth: 2 }] as const;
        report(`${kind} before, while recovering`, await sweep(grounds, kind, 'before', first), 2);
      }),
    );
  }
});
