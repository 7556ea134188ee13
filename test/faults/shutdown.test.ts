// FAULTS 17: SIGTERM under load; a second signal; terminal closed; EPIPE.
//
// | point | shown by |
// | --- | --- |
// | the second signal ends it at once | `e2e/crash.test.ts`, `engine/signals.test.ts` |
// | SIGTERM, SIGHUP and SIGINT give the terminal back, exit 0 | `tui/whole/signals.test.ts` |
// | sends in flight get 10 s and no more | `alert/dispatch.test.ts` |
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { dueIn } from '../harness/oracle.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { judge } from '../harness/verdict.ts';
import { LAUNCHER, PATIENCE_MS, pause, until } from '../support/program.ts';
import { openTerminal } from '../support/terminal.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

/** Longer than a poll takes to end that has begun (ms). */
const LAST_POLLS_MS = 400;

/** All slots open, Telegram and webhooks take their time, and some sends are on their way. */
async function sendingSlowly({ providers, script, ledger, polled }: Stage, answerMs: number): Promise<void> {
  await polled();
  providers.telegram.always({ delayMs: answerMs });
  providers.webhook.always({ delayMs: answerMs });
  script.setAll(new Map(script.slots.map(({ number }) => [number, 20])));
  await until(() => ledger.read().length >= 3, 'some to be told');
}

/** Nothing is on its way; the next start tells the others, and nobody twice. */
async function restGoOn(stage: Stage): Promise<void> {
  const { scene, providers, people, script, ledger, states, settled, integrity, verdict } = stage;
  const missing = () => judge(dueIn(people, script.history()), ledger.read()).missing;
  expect(states()).not.toHaveProperty('sending');
  expect(states().pending ?? 0).toBeGreaterThan(0);
  expect(integrity()).toBe('ok');
  providers.telegram.always(undefined);
  providers.webhook.always(undefined);
  const next = await scene.engine();
  await until(
    () => missing().length === 0,
    () => `told: ${missing()}`,
    PATIENCE_MS,
  );
  await settled();
  expect(verdict()).toMatchObject({ clean: true });
  expect((await next.stop()).code).toBe(0);
}

describe('FAULTS 17', () => {
  it.concurrent(
    'SIGTERM under load: stops polling at once, finishes the sends in flight within 10 s, exit 0',
    onStage(async (stage) => {
      const { scene, providers } = stage;
      const engine = await scene.engine();
      await sendingSlowly(stage, 1_500);
      const askedMs = performance.now();
      engine.signal('SIGTERM');
      await engine.event('stopping');
      await pause(LAST_POLLS_MS);
      const polls = providers.cowin.calls.length;
      // Still sending: the answers in flight take longer than that.
      expect(engine.lines().some(({ event }) => event === 'stopped')).toBe(false);
      expect(await engine.ended).toMatchObject({ code: 0, stderr: '' });
      expect(performance.now() - askedMs).toBeLessThan(10_000);
      expect(providers.cowin.calls.length).toBe(polls);
      await restGoOn(stage);
    }),
  );

  it.concurrent(
    'EPIPE: whoever read its lines has gone; it stops in order, exit 0',
    onStage(async (stage) => {
      const { scene, providers } = stage;
      const engine = spawn(process.execPath, [LAUNCHER, ...runArgs(stage)], {
        env: cleanEnv(stage),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      scene.atEnd(() => engine.kill('SIGKILL'));
      const stderr = gather(engine);
      await once(engine.stdout as NodeJS.ReadableStream, 'data');
      await sendingSlowly(stage, 700);
      engine.stdout?.destroy();
      // Something to say: a webhook that refuses.
      providers.webhook.plan({ status: 503 }, { status: 503 });
      const [code, signal] = await once(engine, 'exit');
      expect([code, signal, stderr()]).toEqual([0, null, '']);
      await restGoOn(stage);
    }),
  );

  it.concurrent(
    'terminal closed under `run`: it stops in order, and nothing is left on its way',
    onStage(async (stage) => {
      const terminal = openTerminal({
        file: process.execPath,
        args: [LAUNCHER, ...runArgs(stage)],
        columns: 100,
        rows: 30,
        env: cleanEnv(stage),
      });
      stage.scene.atEnd(terminal.close);
      await terminal.until(({ written }) => written().includes('"ready"'));
      await sendingSlowly(stage, 700);
      terminal.hangUp();
      await terminal.exited;
      await restGoOn(stage);
    }),
  );
});

function runArgs({ scene }: Stage): readonly string[] {
  return ['--data-dir', scene.dataDir, '--pace', '1200/1m', 'run'];
}

function cleanEnv({ scene }: Stage): Record<string, string> {
  return Object.fromEntries(Object.entries(scene.env).filter((pair): pair is [string, string] => !!pair[1]));
}

function gather(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
