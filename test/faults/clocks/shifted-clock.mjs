// Loaded into the engine with `--import`, in all its threads: the clock on the wall shows what it really is, and as many
// milliseconds more as the file says that VACCINE_WATCH_TEST_CLOCK names. Monotonic time goes on untouched. Composed
// from outside: the program knows nothing of it.
import { readFileSync } from 'node:fs';

const file = process.env.VACCINE_WATCH_TEST_CLOCK;
/** How long what the file says is believed (monotonic ms). */
const BELIEVED_MS = 10;

if (file !== undefined) {
  const RealDate = Date;
  let shiftMs = 0;
  let lookedMs = Number.NEGATIVE_INFINITY;

  function now() {
    if (performance.now() - lookedMs > BELIEVED_MS) {
      lookedMs = performance.now();
      try {
        shiftMs = Number(readFileSync(file, 'utf8')) || 0;
      } catch {
        shiftMs = 0;
      }
    }
    return RealDate.now() + shiftMs;
  }

  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, self === globalThis.Date ? target : self),
    apply: (target) => new target(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
