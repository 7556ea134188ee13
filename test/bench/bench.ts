// `npm run bench`: starts everything it needs, measures, prints one table and writes one JSON file, and ends it all.
// Nothing is left running, however it ends. Exit codes: 0 done, 1 a goal was missed (full runs) or the bench failed,
// 64 wrong usage, 69 the machine lacks something, 130 interrupted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openWorld, type World } from './bench-world.ts';
import { pinning } from './cores.ts';
import { Missing } from './missing.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { goalsOf } from './report/goals.ts';
import { productVersion, thisMachine } from './report/machine.ts';
import { appendResult } from './report/record.ts';
import type { Found, Report } from './report/report.ts';
import { reportText } from './report/table.ts';
import { compareClients } from './scenarios/clients.ts';
import { measureCrowd } from './scenarios/crowd.ts';
import { measureFanOut } from './scenarios/fan-out.ts';
import { measureLatency } from './scenarios/latency.ts';
import { measureMemory } from './scenarios/memory.ts';
import { measureWhole } from './scenarios/whole.ts';

const startedMs = performance.now();

/** Progress goes to standard error, so that standard output holds the table alone. */
function say(what: string): void {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(5)} s  ${what}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if ('problem' in options) {
    process.stderr.write(`${options.problem}\n${USAGE}\n`);
    return 64;
  }
  let world: World | undefined;
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void (world?.close() ?? Promise.resolve()).finally(() => process.exit(130));
    });
  }
  try {
    say(`bodies of ${options.variants} variants`);
    world = await openWorld(options);
    const found = await measure(world, options);
    const report = reportOf(world, options, found);
    process.stdout.write(reportText(report));
    mkdirSync(dirname(options.jsonFile), { recursive: true });
    writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    if (options.record) appendResult(report);
    say(`figures in ${options.jsonFile}${options.keep ? `, bodies and logs in ${world.folder}` : ''}`);
    return !options.quick && report.goals.some(({ met }) => met === false) ? 1 : 0;
  } catch (error) {
    // What was under way has been ended under its feet.
    if (interrupted) return 130;
    const missing = error instanceof Missing;
    process.stderr.write(
      `${missing ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    return missing ? 69 : 1;
  } finally {
    await world?.close();
  }
}

/** What is disturbed most by a warm machine comes first. */
async function measure(world: World, options: BenchOptions): Promise<Found> {
  const { parts } = options;
  return {
    latency: parts.has('latency') ? await measureLatency(world, options, say) : null,
    clients: await compareClients(world, options, say),
    whole: parts.has('engine') ? await measureWhole(world, options, say) : [],
    fanOut: parts.has('fan-out') ? await measureFanOut(world, options, say) : null,
    crowd: parts.has('crowd') ? await measureCrowd(world, options, say) : null,
    memory: parts.has('memory') ? await measureMemory(world, options, say) : null,
  };
}

function reportOf(world: World, options: BenchOptions, found: Found): Report {
  const { quick, rounds, warmUpMs, measureMs } = options;
  return {
    version: productVersion(),
    machine: thisMachine(Date.now()),
    quick,
    pinning,
    rounds,
    warmUpMs,
    measureMs,
    bodies: world.bodies,
    ...found,
    goals: goalsOf(found),
    tookS: Math.round((performance.now() - startedMs) / 1000),
  };
}

process.exitCode = await main(process.argv.slice(2));
