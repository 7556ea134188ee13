// What the attached screen costs and how fast it answers: 100,000 people in the database, the engine polling all of
// India as fast as it can against nginx, and the screen in a pty of 120×40. A script, not a test: it prints one table.
// usage: npm run build && node test/tui/measure.ts [people, default 100000] [minutes of memory, default 3]

import { openWorld } from '../bench/bench-world.ts';
import { startRunning } from '../bench/engine.ts';
import { Missing } from '../bench/missing.ts';
import { readOptions } from '../bench/options.ts';
import { person } from '../bench/people.ts';
import { LAUNCHER } from '../bench/product.ts';
import { startTelegramStub } from '../bench/servers/telegram.ts';
import { openTerminal } from '../support/terminal.ts';
import { costOf } from './measure/cost.ts';
import { keyTimes } from './measure/key-times.ts';

const COLUMNS = 120;
const ROWS = 40;

async function main(people: number, minutes: number): Promise<void> {
  const options = readOptions(['--quick']);
  if ('problem' in options) throw new Error(options.problem);
  const say = (what: string) => process.stderr.write(`${what}\n`);
  say('bodies and nginx');
  const world = await openWorld(options);
  try {
    const telegram = await startTelegramStub();
    world.atEnd(telegram.stop);
    say(`${people} people`);
    const { areas } = world.source;
    const engine = await startRunning(world, {
      cowinUrl: world.nginx.url('minutes'),
      pace: 'unlimited',
      allAreas: true,
      telegramUrl: telegram.url,
      people: Array.from({ length: people }, (_, index) =>
        person(index, (areas[index % areas.length] as { id: string }).id),
      ),
      core: 'any',
    });
    say('the first sweep');
    await engine.swept();
    const screen = openTerminal({
      file: process.execPath,
      args: [LAUNCHER, '--data-dir', engine.dataDir],
      columns: COLUMNS,
      rows: ROWS,
      env: { ...engine.env, LANG: 'C.UTF-8' },
    });
    world.atEnd(screen.close);
    await screen.until(({ text }) => /running/.test(text()), 30_000);
    const { calls } = (await engine.status()).polls;
    const startMs = performance.now();
    say(`${minutes} min of looking on`);
    const cost = await costOf(screen, engine.pid, minutes * 60_000);
    const callsPerS = ((await engine.status()).polls.calls - calls) / ((performance.now() - startMs) / 1000);
    say('keys');
    const times = await keyTimes(screen, people);
    print([
      [
        `${people.toLocaleString('en')} people, ${COLUMNS}×${ROWS}`,
        `${Math.round(callsPerS).toLocaleString('en')} calls/s`,
      ],
      ...cost,
      ...times,
    ]);
    screen.type('q');
    await screen.exited;
    await engine.stop();
  } finally {
    await world.close();
  }
}

function print(rows: readonly (readonly [name: string, value: string])[]): void {
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(56)} ${value}\n`);
}

try {
  await main(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 3));
} catch (error) {
  process.stderr.write(`${error instanceof Missing ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof Missing ? 69 : 1;
}
