// `demo` and `simulate`: everything against the built-in simulator, and the simulator alone.
import { readSettings } from '../config.ts';
import {
  type DemoEngine,
  type DemoEnv,
  type DemoOptions,
  type DemoSummary,
  runDemo,
  startDemo,
} from '../demo/demo.ts';
import { startSimulator } from '../demo/simulator.ts';
import { heedingSignals, type StopSignal, stopSignal } from '../engine/signals.ts';
import { EXIT, Failure } from '../failure.ts';
import { silentLog } from '../log.ts';
import { startEngine } from '../main.ts';
import type { Context } from './context.ts';
import { showUntilLeft } from './screen.ts';

export interface DemoCommandOptions {
  readonly headless?: boolean;
  readonly for: number;
  readonly json?: boolean;
  readonly seed: number;
}

/** Runs the demo, on the screen or headless, and prints its verdict. @throws Failure (1) when not everybody was told, once */
export async function demoCommand(context: Context, options: DemoCommandOptions): Promise<void> {
  const { source, clock } = context;
  const setting = {
    areas: source.areas,
    clock,
    seed: options.seed,
    startEngine: (env: DemoEnv) => startDemoEngine(context, env),
  };
  if (options.headless || options.json) {
    context.remark(`The demo runs for ${options.for / 1000} s against the built-in simulator …`);
    report(context, await runDemo({ ...setting, forMs: options.for }), options.json ?? false);
    return;
  }
  await heedingSignals(context.stdout, context.endNow, (stop) => demoScreen(context, stop, setting));
}

async function demoScreen(context: Context, stop: StopSignal, setting: DemoOptions): Promise<void> {
  context.remark('Starting the simulator and an engine …');
  const demo = await startDemo(setting);
  try {
    await showUntilLeft(context, stop, demo.control, {
      title: 'vaccine-watch demo',
      leaving: 'the demo ends',
    });
  } finally {
    report(context, await demo.stop(), false);
  }
}

/** @throws Failure when not everybody was told, once */
function report(context: Context, summary: DemoSummary, json: boolean): void {
  context.print(json ? JSON.stringify(summary) : summaryText(summary));
  if (summary.missing + summary.duplicates + summary.extra > 0) {
    throw new Failure(EXIT.failed, `The demo did not go well: ${summary.faults.join('; ')}`);
  }
}

function summaryText(summary: DemoSummary): string {
  const ms = (value: number | null) => (value === null ? 'none' : `${value} ms`);
  return [
    `${summary.calls} calls in ${summary.seconds} s (${summary.unchanged} unchanged), dedupe ${summary.dedupe}, ${summary.rssMb} MB`,
    `${summary.openings} slots opened, ${summary.closings} closed; ${summary.owed} alerts owed, ${summary.sent} arrived, ` +
      `${summary.missing} missing, ${summary.duplicates} twice`,
    `from a slot opening to its alert: half within ${ms(summary.p50OpenToSentMs)}, 99 % within ${ms(summary.p99OpenToSentMs)}`,
    `${summary.mails} mails are kept in ${summary.inboxFolder}`,
  ].join('\n');
}

async function startDemoEngine(context: Context, env: DemoEnv): Promise<DemoEngine> {
  // Only where to look for programs is taken from the person's own environment: their settings are not the demo's.
  const settings = readSettings({}, { PATH: context.env.PATH, ...env });
  return startEngine(settings, { ...context, log: silentLog });
}

/** Serves the simulator until a signal comes. @throws Failure (69) when its port is taken */
export async function simulateCommand(
  context: Context,
  options: { readonly port: number; readonly seed: number },
): Promise<void> {
  const stop = stopSignal(context.stdout, context.endNow);
  try {
    const simulator = await startSimulator({
      areas: context.source.areas,
      clock: context.clock,
      host: '127.0.0.1',
      port: options.port,
      seed: options.seed,
      openingsPerMinute: 60,
    });
    context.print(`A simulated CoWIN answers at ${simulator.url}; Ctrl-C ends it.`);
    await stop.asked;
    await simulator.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Failure(
      EXIT.unreachable,
      `Port ${options.port} is taken; name another with --port, or 0 for any.`,
    );
  } finally {
    stop.release();
  }
}
