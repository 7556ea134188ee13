// FAULTS 18, the long form: 100,000 people in one district and 200 slots there in one answer, watched for two minutes
// from then on. To tell them all would take hours and show nothing more; what was told by then is judged.
import { describe, expect, it } from 'vitest';
import { connectControl } from '../../src/control/client.ts';
import { dataDirAt } from '../../src/data-dir.ts';
import { growth, median } from '../bench/numbers.ts';
import { residentMb } from '../bench/process.ts';
import { note } from '../harness/record.ts';
import { judge } from '../harness/verdict.ts';
import { inScene, pause, until } from '../support/program.ts';
import { CROWDED, gatherCrowd, messagesEach, OTHERS } from './crowd-play.ts';

const PEOPLE = 100_000;
const SLOTS = 200;
/** Openings that are owed together; who is told between two such steps hears of each step by itself. */
const TOGETHER = 64;
/** What one message of Telegram names at most. */
const TELEGRAM_SLOTS = 12;
const WATCHED_S = 120;
const START_MS = 120_000;
const MOST_LOOP_MS = 100;
/** More in the last third of the time than in the middle one, and at most more than before (MB). */
const FLAT_MB = 8;
const MOST_MORE_MB = 80;
const [OTHER] = OTHERS as [number];

/** Messages about all slots, each naming so many at most. */
function mostMessages(named: number): number {
  return Math.floor(SLOTS / TOGETHER) * Math.ceil(TOGETHER / named) + Math.ceil((SLOTS % TOGETHER) / named);
}

describe('FAULTS 18', () => {
  it(
    'a hundred thousand and 200 slots at once: a message a recipient and window, memory flat, others polled and told, event loop p99 under 100 ms',
    inScene(async (scene) => {
      const { providers, ledger, openAll, openIn, due } = await gatherCrowd(scene, PEOPLE, SLOTS);
      const engine = scene.start(['--pace', '1200/1m', 'run']);
      await engine.event('ready', START_MS);
      const control = await connectControl(dataDirAt(scene.dataDir, scene.env).controlSocket);
      scene.atEnd(control.close);
      await providers.cowin.polled(CROWDED);
      const beforeMb = residentMb(engine.pid);
      const mb: number[] = [];
      const loopMs: number[] = [];
      let openedOther = false;
      openAll();
      await until(() => providers.webhook.heard.length > 0, 'somebody of the crowd to be told', START_MS);
      for (let second = 0; second < WATCHED_S; second++) {
        await pause(1_000);
        const snapshot = await control.status();
        loopMs.push(snapshot.loopP99Ms);
        mb.push(residentMb(engine.pid));
        if (second < WATCHED_S / 3 || openedOther) continue;
        openedOther = true;
        openIn(OTHER);
      }
      const toldOther = providers.webhook.heard.some(({ path }) => path === `/other/${OTHER}`);
      await Promise.all(OTHERS.map((district) => providers.cowin.polled(district, 3)));
      const { openings } = await control.status();
      expect((await engine.stop()).code).toBe(0);

      const accepted = ledger.read();
      const each = messagesEach(accepted);
      // Of twenty million that are owed, those of who was told something.
      const { extra, copies } = judge(due(each), accepted);
      const loop = median(loopMs);
      note(
        `${openings} openings; ${each.size} of ${PEOPLE} told within ${WATCHED_S} s, ${accepted.length} messages, extra ${extra.length}, duplicated ${copies}; ` +
          `event loop p99 ${loop.toFixed(0)} ms by the median of the seconds, at most ${Math.max(...loopMs).toFixed(0)} ms; ` +
          `memory ${beforeMb.toFixed(0)} MB before, ${Math.max(...mb).toFixed(0)} MB at most`,
      );
      expect({ openings, extra, copies, toldOther }).toEqual({
        openings: SLOTS + 1,
        extra: [],
        copies: 0,
        toldOther: true,
      });
      for (const [whom, messages] of each) {
        const named = whom.startsWith('telegram') ? TELEGRAM_SLOTS : TOGETHER;
        expect(messages, whom).toBeLessThanOrEqual(mostMessages(named));
      }
      expect(growth(mb)).toBeLessThan(FLAT_MB);
      expect(Math.max(...mb) - beforeMb).toBeLessThan(MOST_MORE_MB);
      expect(loop).toBeLessThan(MOST_LOOP_MS);
    }),
  );
});
