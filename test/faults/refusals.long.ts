// FAULTS 4 in its long form: the breaker's probe after a minute, and what 100,000 refusals leave open.
import { describe, expect, it } from 'vitest';
import { type OpenFiles, openFilesOf } from '../harness/open-files.ts';
import { note } from '../harness/record.ts';
import type { Rudeness } from '../harness/rude-source.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import { refuses } from '../harness/rudeness.ts';
import { DISTRICTS } from '../harness/stage.ts';
import { until } from '../support/program.ts';

const REFUSALS = 100_000;
/** So high that the sixtieth which is left of it is still a thousand a second. */
const PACE = '100000/1s';
const HALF_HOUR_MS = 30 * 60_000;

/** Every kind of refusal in turn, and a good answer now and then, or the breaker would open. */
function mostlyRefuses(): Rudeness {
  const kinds = [
    '403 Forbidden',
    '401 Unauthorized',
    '403 Forbidden',
    '500 Internal Server Error',
    '302 Found',
  ];
  const refusals = kinds.map((status) => refuses(status, 'location: /api/'));
  let calls = 0;
  return (call) => {
    calls += 1;
    if (calls % 10 === 0) void call.truth().then((body) => writeGood(call.socket, body));
    else refusals[calls % refusals.length]?.(call);
  };
}

/** Header, and what is made of it (s): within 15 minutes; what cannot be read means the default. */
const RETRY_AFTERS: readonly (readonly [string, string, number])[] = [
  ['seconds', '20', 20],
  ['a date', new Date(Date.now() + 3_600_000).toUTCString(), 900],
  ['absurd', '99999999999999999999', 900],
  ['negative', '-5', 30],
  ['letters', 'soon', 30],
  ['a fraction', '12.5', 12.5],
  ['of another age', 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
];

function writeGood(socket: Parameters<Rudeness>[0]['socket'], body: Buffer): void {
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`);
  socket.write(body);
}

describe('FAULTS 4', () => {
  it(
    'open sockets are constant after 100,000 refusals, and so is memory',
    onRudeStage(async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
      const engine = await watched(PACE);
      await polled();
      await told(open());
      source.rude(mostlyRefuses());
      const samples: (OpenFiles & { readonly rssMb: number })[] = [];
      for (let part = 1; part <= 10; part++) {
        const calls = (REFUSALS / 9) * part;
        await until(
          () => source.rudeCalls() >= calls,
          () => `${source.rudeCalls()} calls`,
          HALF_HOUR_MS,
        );
        samples.push({ ...openFilesOf(engine.program.pid, source.port), rssMb: engine.now().rssMb });
        open(...DISTRICTS.slice(1, 2));
      }
      const refused = (failed: Readonly<Record<string, number>>) =>
        Object.values(failed).reduce((sum, count) => sum + count, 0);
      const { polls } = await engine.says(
        (now) => refused(now.polls.failed) >= REFUSALS,
        'all counted',
        60_000,
      );
      const { failed } = polls;
      note(
        `refused ${JSON.stringify(failed)}; ${samples.map((one) => Object.values(one).join('/')).join(' ')}`,
      );
      expect(Object.keys(failed).sort()).toEqual(['redirect', 'status-401', 'status-403', 'status-5xx']);
      for (const { connections } of samples) expect(connections).toBeLessThanOrEqual(64);
      // What was opened was used: a line for each refusal would be a hundred thousand.
      expect(source.sockets().ever).toBeLessThanOrEqual(200);
      const [first, last] = [samples[1], samples.at(-1)];
      expect((last?.descriptors ?? 0) - (first?.descriptors ?? 0)).toBeLessThanOrEqual(4);
      expect((last?.rssMb ?? 0) - (first?.rssMb ?? 0)).toBeLessThan(30);
      expect([engine.now().closings, toldGone()]).toEqual([0, 0]);
      await endsWell(engine);
    }),
  );

  it.each(RETRY_AFTERS)('429 with a Retry-After that is %s', (_, header, waitS) =>
    onRudeStage(async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
      const first = await watched();
      await polled();
      await told(open());
      source.rude(refuses('429 Too Many Requests', `retry-after: ${header}`), ...DISTRICTS.slice(0, 1));
      const missed = open();
      const { pace, atMs } = await first.says(
        ({ pace, polls }) => (waitS === 0 ? polls.failed['status-429'] : pace.waitsUntilMs !== null),
        'it waits',
      );
      const saidS = ((pace.waitsUntilMs ?? atMs) - atMs) / 1000;
      expect(saidS).toBeGreaterThan(waitS - 6);
      expect(saidS).toBeLessThanOrEqual(waitS);
      expect([first.now().closings, toldGone()]).toEqual([0, 0]);
      source.well();
      // What nobody waits for here ends with the engine.
      if (waitS > 60) await first.stop();
      const engine = waitS > 60 ? await watched() : first;
      await told(missed, 60_000);
      await endsWell(engine);
    })(),
  );

  it(
    'the breaker probes once a minute with one call, and closes when one is answered',
    onRudeStage(async ({ source, watched, polled, open, told, settled, toldGone, verdict }) => {
      const engine = await watched('12000/1m');
      await polled();
      await told(open());
      source.rude(refuses('403 Forbidden'));
      open();
      await engine.says(({ pace }) => pace.breaker === 'open', 'the breaker is open');
      await until(() => source.sockets().open > 0, 'lines');
      const asked = source.rudeCalls();
      await until(() => source.rudeCalls() === asked + 1, 'a probe', 90_000);
      await engine.says(({ pace }) => pace.breaker === 'open', 'open again after the probe');
      source.well();
      const well = await engine.says(({ pace }) => pace.breaker === 'closed', 'closed by a probe', 90_000);
      expect(source.rudeCalls()).toBe(asked + 1);
      expect([well.closings, toldGone()]).toEqual([0, 0]);
      await polled();
      await settled();
      expect(verdict()).toMatchObject({ clean: true });
      await engine.says(({ source }) => source.state === 'ok', 'well again', 60_000);
      await engine.stop();
    }),
  );
});
