// `npm run soak`: the built program against a source that spoils a tenth of its answers, tens of thousands of people and
// providers that fail now and then, watched from outside for as long as it is told to. Exit codes: options.ts.
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../src/demo/random.ts';
import { product } from '../bench/product.ts';
import { thisMachine } from '../bench/report/machine.ts';
import { addPeople } from '../harness/add-people.ts';
import { openLedger } from '../harness/ledger.ts';
import { dueIn } from '../harness/oracle.ts';
import { makePeople } from '../harness/people.ts';
import { startProviders } from '../harness/providers.ts';
import { judge } from '../harness/verdict.ts';
import { ensureRedisServer } from '../support/redis-binary.ts';
import { createShiftedClock } from './clock.ts';
import { programFor } from './controls.ts';
import { owedIn, readDatabase, startSoakEngine } from './engine.ts';
import { startHappenings } from './happenings.ts';
import { readOptions, type SoakOptions, USAGE } from './options.ts';
import { plotOf } from './plot.ts';
import { exitCodeOf, lineOf, reportText, type SoakReport } from './report.ts';
import { createScript } from './script.ts';
import { startSource } from './source.ts';
import { judged, judgeSamples, type Threshold } from './thresholds.ts';
import { makeTrouble } from './trouble.ts';
import { watch } from './watch.ts';

const HAZARD_SHARE = 0.1;
/**
 * Refusals halve the pace once a second and good answers give back a twentieth: with a tenth of them spoilt it comes to
 * rest at about a twelfth of what is set. The source answers no more than it is to, whatever is asked.
 */
const PACE_FOR_RATE = 20;
/** Until every district was answered and all caches are there, before the first look (ms). */
const WARM_UP_MS = 15_000;
/** How long what is owed at the end may take to be told (ms). */
const LAST_MS = 240_000;
const STOP_S = 15;

async function soak(options: SoakOptions, out: string, say: (what: string) => void): Promise<number> {
  const { seed, minutes } = options;
  const endings: (() => unknown)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      rmSync(work, { recursive: true, force: true });
      // Whatever was started ends with this process.
      process.exit(130);
    });
  }
  const work = mkdtempSync(join(tmpdir(), 'vw-soak-work-'));
  endings.push(() => rmSync(work, { recursive: true, force: true }));
  const startedAt = new Date().toISOString();
  const { commit, node, cpu, cores } = thisMachine(Date.now());
  try {
    const { cowinSource } = await product('sources/cowin/index');
    const cowin = cowinSource();
    const districts = cowin.areas.map(({ id }) => Number(id.split(':')[1]));
    const launcher = programFor(options.control, work);
    const ledger = openLedger(join(out, 'ledger.jsonl'));
    endings.push(ledger.close);
    const providers = await startProviders(ledger);
    endings.push(providers.close);
    const source = await startSource({
      seed,
      districts,
      perS: options.rate,
      replacedPerS: options.replaced,
      hazardShare: HAZARD_SHARE,
    });
    endings.push(source.stop);
    const clock = createShiftedClock(join(work, 'shift'));
    const people = makePeople(options.people, districts);
    const dataDir = join(work, 'data');
    const database = join(dataDir, 'vaccine-watch.db');
    const env = {
      ...(providers.env as Record<string, string>),
      HOME: work,
      TMPDIR: work,
      TZ: 'America/New_York',
      PATH: `${dirname(ensureRedisServer())}:/usr/bin:/bin`,
      VACCINE_WATCH_COWIN_URL: source.url,
    };
    say(`${people.length} people`);
    await addPeople(dataDir, cowin, people, providers.webhook.url);

    const engine = await startSoakEngine({
      launcher,
      dataDir,
      env,
      shiftFile: clock.file,
      leftFile: join(out, 'left.jsonl'),
      logFile: join(out, 'program.log'),
      args: ['--pace', `${options.rate * PACE_FOR_RATE}/1s`],
    });
    endings.push(engine.stop);
    say(`the program runs as ${engine.pid}`);
    await sleep(WARM_UP_MS);

    let held = false;
    const random = randomOf(seed, 'script');
    const script = createScript(districts, random, clock.day, source.set);
    const opening = setInterval(() => held || script.openOne(), 60_000 / options.slots);
    const trouble = makeTrouble(providers, randomOf(seed, 'trouble'));
    const quiet = (): void => {
      clearInterval(opening);
      trouble.stop();
    };
    endings.push(script.stop, quiet);
    const happenings = startHappenings({
      ...{
        engine,
        clock,
        launcher,
        dataDir,
        database,
        env,
        minutes,
        midnight: options.midnight,
        say,
        folder: work,
      },
      people: people.length,
      holdOpenings: (hold) => {
        held = hold;
      },
    });
    const samples = await watch(engine, source, minutes * 60_000, join(out, 'samples.csv'));
    quiet();
    await happenings.end();
    say('nothing opens any more; what is owed is told');
    for (const endMs = performance.now() + LAST_MS; owedIn(database) > 0 && performance.now() < endMs; ) {
      await sleep(500);
    }
    script.stop();
    const { hazards } = await source.look();
    const owed = owedIn(database);
    const code = await Promise.race([engine.stop(), sleep(STOP_S * 1000, -1, { ref: false })]);
    const accepted = ledger.read();
    const verdict = judge(dueIn(people, script.history), accepted, trouble.mayArriveTwice());
    const { missing, extra, duplicated } = verdict;
    writeFileSync(join(out, 'verdict.json'), JSON.stringify({ missing, extra, duplicated }, null, 1));
    if (!verdict.clean) copyFileSync(database, join(out, 'vaccine-watch.db'));
    const integrity = readDatabase(database, (db) => db.pragma('integrity_check', { simple: true }));
    const thresholds: readonly Threshold[] = [
      ...judgeSamples(samples),
      ...happenings.thresholds(),
      is('verdict', verdict.clean, verdict.line),
      is('end', code === 0 && owed === 0, `exit code ${code}, ${owed} still owed`),
      is('database', integrity === 'ok', `integrity check: ${integrity}`),
    ];
    const report: SoakReport = {
      options,
      where: `commit ${commit}, Node ${node}, ${cores} cores of ${cpu}`,
      startedAt,
      thresholds,
      counts: { ...happenings.counts(), openings: script.history.length, messages: accepted.length },
      hazards,
      verdictLine: verdict.line,
    };
    writeFileSync(join(out, 'plot.svg'), plotOf(samples, judged(samples)[0]?.atS ?? 0));
    writeFileSync(join(out, 'report.md'), reportText(report));
    process.stdout.write(`${reportText(report)}\n${verdict.line}\n${lineOf(report)}\n`);
    return exitCodeOf(report);
  } finally {
    for (const ending of endings.reverse()) await ending();
  }
}

function is(name: string, met: boolean, text: string): Threshold {
  return { name, judgement: met ? 'met' : 'broken', text };
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if ('problem' in options) {
    process.stderr.write(`${options.problem}\n${USAGE}\n`);
    return 64;
  }
  const out = options.out === null ? mkdtempSync(join(tmpdir(), 'vw-soak-')) : resolve(options.out);
  mkdirSync(out, { recursive: true });
  const startedMs = performance.now();
  const say = (what: string): void => {
    const line = `${((performance.now() - startedMs) / 1000).toFixed(0).padStart(5)} s  ${what}\n`;
    process.stderr.write(line);
    appendFileSync(join(out, 'events.log'), line);
  };
  say(`figures go to ${out}`);
  return soak(options, out, say);
}

process.exit(await main(process.argv.slice(2)));
