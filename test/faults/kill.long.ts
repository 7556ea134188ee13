// FAULTS 1, the crash sweep: SIGKILL before and after every Nth outside call of each kind, N = 1, 2, … until a run
// ends untouched. The kills are composed from outside (`kills/preload.ts`); the program is the one that ships.
import { describe, it } from 'vitest';
import { makePeople } from '../harness/people.ts';
import { makeSlots } from '../harness/slots.ts';
import { inScene } from '../support/program.ts';
import { openGrounds } from './kills/grounds.ts';
import { KINDS, SIDES } from './kills/points.ts';
import { report } from './kills/report.ts';
import { sweep, TWICE_A_KILL } from './kills/sweep.ts';

const DISTRICTS = [294];
// Few, so that a run is short: what is swept is every call of it.
const PEOPLE = makePeople(6, DISTRICTS);
const SLOTS = makeSlots(2, DISTRICTS);

describe('FAULTS 1: the crash sweep', () => {
  for (const kind of KINDS) {
    for (const side of SIDES) {
      it.concurrent(
        `SIGKILL ${side} every ${kind}, until a run ends untouched`,
        inScene(async (scene) => {
          const grounds = await openGrounds(scene, PEOPLE, SLOTS);
          report(`${kind} ${side}`, await sweep(grounds, kind, side), TWICE_A_KILL);
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
        report(
          `${kind} before, while recovering`,
          await sweep(grounds, kind, 'before', first),
          2 * TWICE_A_KILL,
        );
      }),
    );
  }
});
