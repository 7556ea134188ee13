// FAULTS 7: a slot that opens and closes with every poll, and old copies after fresh ones. The long form goes on beyond
// the cool-down.
//
// | shown elsewhere | by |
// | --- | --- |
// | the cool-down to the millisecond, for each kind of opening | test/store/slots/slots.test.ts |
// | order of rows never makes a slot flap | test/sources/cowin/parse.test.ts |
import { describe, it, vi } from 'vitest';
import { note } from '../harness/record.ts';
import { answerBytes, type Rudeness } from '../harness/rude-source.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import { alternating } from '../harness/rudeness.ts';
import { DISTRICTS } from '../harness/stage.ts';
import { PATIENCE_MS, until } from '../support/program.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const [BROKEN = 0, ...OTHERS] = DISTRICTS;

describe('FAULTS 7', () => {
  it.concurrent(
    'open and closed alternate with every poll: one alert for each slot, and others go on being told',
    onRudeStage(async ({ script, source, watched, polled, open, told, endsWell }) => {
      const engine = await watched('unlimited');
      await polled();
      const shut = script.bodyOf(BROKEN);
      const slots = [open(BROKEN), open(BROKEN), open(BROKEN)];
      source.rude(alternating(script.bodyOf(BROKEN), shut), BROKEN);
      for (const slot of slots) await told(slot);
      const { openings } = engine.now();
      await engine.says((now) => now.openings >= openings + 150, 'fifty more openings of each', 60_000);
      await told(open(...OTHERS));
      note(`openings recorded while flapping: ${engine.now().openings}`);
      // It ends shut, so that nothing is owed beyond the cool-down.
      script.setAll(new Map(slots.map((slot) => [slot, 0])));
      await endsWell(engine);
    }),
  );

  it.concurrent(
    'an old cached answer after a fresh one, again and again: one alert',
    onRudeStage(async ({ script, source, watched, polled, open, told, endsWell }) => {
      const engine = await watched();
      await polled();
      const old = script.bodyOf(BROKEN);
      const slot = open(BROKEN);
      const fresh = script.bodyOf(BROKEN);
      // Two edges of a cache: one holds the copy of before, with its age.
      const copies: Rudeness = ({ socket, before }) =>
        void socket.write(
          before % 3 === 2
            ? answerBytes(old, '200 OK', ['cache-control: max-age=300', `age: ${290 + (before % 9)}`])
            : answerBytes(fresh, '200 OK', ['cache-control: max-age=300', 'age: 0']),
        );
      source.rude(copies, BROKEN);
      await told(slot);
      const asked = source.rudeCalls();
      await until(() => source.rudeCalls() >= asked + 30, 'thirty more answers', 30_000);
      await told(open(...OTHERS));
      script.set(slot, 0);
      await endsWell(engine);
    }),
  );
});
