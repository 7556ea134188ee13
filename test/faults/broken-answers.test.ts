// FAULTS 5: answers that break on the wire. One district is broken in every way while the others go on; what the whole
// process takes is measured from outside, by the kernel's high-water mark.
//
// | shown elsewhere | by |
// | --- | --- |
// | each failure by itself, with shortened limits | test/poll/fetch.test.ts |
// | a failed poll leaves every slot as it was | test/poll/poller.test.ts |
// | JSON out of proportion to its bytes | test/sources/cowin/parse.test.ts |
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { note } from '../harness/record.ts';
import type { Rudeness } from '../harness/rude-source.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import {
  bomb,
  cutShort,
  dripsTheBody,
  headersByTheSecond,
  headersWithoutEnd,
  interimForEver,
  page,
  pours,
  resetsHalfWay,
  says,
  saysPacked,
  silent,
  stallsHalfWay,
  truncatedGzip,
  wrongLength,
} from '../harness/rudeness.ts';
import { DISTRICTS } from '../harness/stage.ts';
import { startStoppedDoor } from '../harness/stopped-door.ts';
import { PATIENCE_MS } from '../support/program.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const [BROKEN = 0, ...OTHERS] = DISTRICTS;
const [SECOND = 0, THIRD = 0, WELL = 0] = OTHERS;
const MOST_PEAK_MB = 50;
/** The longest a call may be held, and how often overdue ones are looked for (ms). */
const FREE_WITHIN_MS = 15_000 + 1_000;

/** JSON that takes much more memory than bytes. */
const keys = () => `{${Array.from({ length: 120_000 }, (_, n) => `"k${n.toString(36)}":0`).join(',')}}`;

const BROKEN_ANSWERS: readonly (readonly [string, RegExp, Rudeness])[] = [
  ['reset mid-body', /^(reset|wrong-length)$/, resetsHalfWay],
  ['truncated gzip', /^bad-encoding$/, truncatedGzip],
  ['200 MB, announced', /^too-big$/, pours(200_000_000, true)],
  ['200 MB in chunks', /^too-big$/, pours(200_000_000, false)],
  ['fewer bytes than announced', /^(reset|wrong-length)$/, wrongLength(100)],
  ['more bytes than announced', /^(reset|malformed|not-json|wrong-length)$/, wrongLength(-100)],
  ['cut, with a length that fits', /^not-json$/, cutShort],
  ['HTML with 200', /^html$/, page],
  ['empty 200', /^empty$/, says('')],
  ['headers without end', /^malformed$/, headersWithoutEnd],
  ['interim answers without end', /^(malformed|reset|timeout)$/, interimForEver],
  ['no HTTP', /^malformed$/, ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['lists in lists without end, packed', /^envelope$/, saysPacked('['.repeat(1_900_000))],
  ['empty objects', /^envelope$/, says(`{"centers":[${'{},'.repeat(600_000)}{}]}`)],
  ['a hundred thousand names of fields', /^envelope$/, says(gzipSync(keys()), 'content-encoding: gzip')],
];

describe('FAULTS 5', () => {
  it.concurrent(
    'broken bodies of every kind: a typed result each, no heap peak over 50 MB, every slot as it was, the others told',
    onRudeStage(async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
      const answers = [
        ...BROKEN_ANSWERS,
        ['gzip bomb of 200 MB', /^too-big$/, await bomb(200 * 1024 ** 2)] as const,
      ];
      const engine = await watched('2400/1m');
      await polled();
      for (const slot of [open(BROKEN), open(...OTHERS)]) await told(slot);
      const peaks: string[] = [];
      for (const [name, why, rudeness] of answers) {
        engine.measure();
        const before = engine.now();
        source.rude(rudeness, BROKEN);
        const missed = open(BROKEN);
        const failures = (failed: Readonly<Record<string, number>>) =>
          Object.entries(failed).reduce((sum, [kind, count]) => sum + (why.test(kind) ? count : 0), 0);
        await engine.says(
          ({ polls }) => failures(polls.failed) >= failures(before.polls.failed) + 2,
          `${name} as ${why} twice`,
        );
        await told(open(...OTHERS));
        const { closings, slotsOpen } = engine.now();
        expect([name, closings, toldGone()]).toEqual([name, 0, 0]);
        expect(slotsOpen).toBeGreaterThanOrEqual(before.slotsOpen);
        source.well();
        await told(missed);
        const peakMb = engine.peakMb();
        peaks.push(`${name} ${peakMb}`);
        expect(peakMb, name).toBeLessThan(MOST_PEAK_MB);
      }
      note(`peaks (MB over before): ${peaks.join(', ')}`);
      await endsWell(engine);
    }),
  );

  it.concurrent(
    'headers one byte a second, a stalled and a dripping body at once: each is over within 15 s, and the fourth district is told',
    onRudeStage(async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
      const engine = await watched();
      await polled();
      for (const district of DISTRICTS) await told(open(district));
      source.rude(headersByTheSecond, BROKEN);
      source.rude(stallsHalfWay, SECOND);
      source.rude(dripsTheBody, THIRD);
      open(BROKEN, SECOND, THIRD);
      await told(open(WELL));
      await engine.says(
        ({ areas }) => areas.filter(({ errors }) => errors?.lastWhy === 'timeout').length === 3,
        'a timeout of each',
        30_000,
      );
      await told(open(WELL));
      expect(source.heldMs.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...source.heldMs)).toBeLessThan(FREE_WITHIN_MS);
      const { failed } = engine.now().polls;
      expect(Object.keys(failed)).toEqual(['timeout']);
      expect([engine.now().closings, toldGone()]).toEqual([0, 0]);
      await endsWell(engine);
    }),
  );

  it.concurrent(
    'connect timeout, silence, and a name that is not found: said as what they are, and all made good afterwards',
    onRudeStage(async ({ scene, source, watched, polled, open, told, settled, toldGone, endsWell }) => {
      const door = await startStoppedDoor(source.port);
      scene.atEnd(door.close);
      const url = (host: string) => ({ VACCINE_WATCH_COWIN_URL: `http://${host}/api` });
      const lost = await watched(undefined, url('no-such-host.invalid'));
      const { source: nameless } = await lost.says(({ polls }) => polls.failed.dns, 'no such name');
      expect(nameless).toMatchObject({
        state: 'silent',
        detail: expect.stringContaining('its name is not found'),
      });
      await lost.stop();
      const engine = await watched(undefined, url(`127.0.0.1:${door.port}`));
      await polled();
      await told(open());
      await door.shut();
      open();
      const { source: shut } = await engine.says(
        ({ polls, source }) => polls.failed.connect && source.state === 'silent',
        'no connection',
        30_000,
      );
      expect(shut.detail).toContain('CoWIN does not answer since');
      door.open();
      await polled();
      await settled();
      source.rude(silent);
      open();
      await engine.says(({ polls }) => (polls.failed.timeout ?? 0) >= 4, 'silence', 30_000);
      expect([engine.now().closings, toldGone()]).toEqual([0, 0]);
      await endsWell(engine);
    }),
  );
});
