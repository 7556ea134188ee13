// What the attached screen costs and how fast it answers: 100,000 people in the database, the engine polling all of
// India as fast as it can against nginx, and the screen in a pty. A script, not a test: it prints one table.
// usage: npm run build && node test/tui/measure.ts [people, default 100000] [minutes of memory, default 3] [window, default 120x40]

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

async function main(people: number, minutes: number, columns: number, rows: number): Promise<void> {
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
      columns,
      rows,
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
        `${people.toLocaleString('en')} people, ${columns}×${rows}`,
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
  const [people = '100000', minutes = '3', window = '120x40'] = process.argv.slice(2);
  const [columns = 120, rows = 40] = window.split('x').map(Number);
  await main(Number(people), Number(minutes), columns, rows);
} catch (error) {
  process.stderr.write(`${error instanceof Missing ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof Missing ? 69 : 1;
}
