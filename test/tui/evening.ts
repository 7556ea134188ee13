// An evening before the screen in minutes: the built program attached to an engine of plain data whose clock runs
// faster, an operator who goes from screen to screen, and what the screen's process holds: once a minute of ours what
// lives in its heap after a full collection (`test/soak/preload.cjs`). A script, not a test.
// usage: npm run build && node test/tui/evening.ts [hours, default 8] [times faster, default 40]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveControl } from '../../src/control/server.ts';
import { growth, type Sample, slopePerHour } from '../bench/numbers.ts';
import { residentMb } from '../bench/process.ts';
import { LAUNCHER } from '../bench/product.ts';
import { busySnapshot } from '../support/snapshots.ts';
import { openTerminal } from '../support/terminal.ts';
import { press, ready, TABS, visit } from './tour.ts';
import { fullControl } from './whole/full-control.ts';

const PEOPLE_SAY = ['PHC Malleswaram', 'ಮಲ್ಲೇಶ್ವರಂ ಕೇಂದ್ರ', '東京クリニック', 'Town Hall 💉'];
/** Every so many seconds of the evening the operator does something. */
const KEYS_EVERY_S = 60;
const SAMPLE_EVERY_S = 120;
const PRELOAD = join(import.meta.dirname, '..', 'soak', 'preload.cjs');

async function main(hours: number, faster: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vw-evening-'));
  const control = fullControl({ snapshot: busySnapshot(), texts: PEOPLE_SAY });
  const server = await serveControl({
    path: join(dataDir, 'control.sock'),
    control,
    onError: (error) => process.stderr.write(`${(error as Error).message}\n`),
  });
  const heapFile = join(dataDir, 'heap.jsonl');
  const screen = openTerminal({
    file: process.execPath,
    args: [LAUNCHER, '--data-dir', dataDir],
    columns: 120,
    rows: 40,
    env: { LANG: 'C.UTF-8', NODE_OPTIONS: `--require=${PRELOAD}`, SOAK_HEAP_FILE: heapFile },
  });
  const held: Sample[] = [];
  const seconds = hours * 3600;
  let second = 0;
  try {
    await ready(screen);
    const startMs = performance.now();
    const ticking = setInterval(() => {
      const due = Math.min(seconds, Math.floor(((performance.now() - startMs) * faster) / 1000));
      // One picture after the other, as the evening has them; a busy machine only makes it longer.
      if (second >= due) return;
      second += 1;
      control.show(busySnapshot(second));
    }, 1000 / faster);
    for (let atS = 0; second < seconds; atS += KEYS_EVERY_S) {
      while (second < Math.min(atS, seconds)) await sleep(20);
      const [, name] = TABS[(atS / KEYS_EVERY_S) % TABS.length] as (typeof TABS)[number];
      await visit(screen, name);
      await press(screen, 'j', 'j', 'G', 'g', '\r', '\u001B', '?', '\u001B');
      if (atS % SAMPLE_EVERY_S === 0) held.push({ atMs: second * 1000, value: residentMb(screen.pid) });
    }
    clearInterval(ticking);
    const values = held.map(({ value }) => value);
    const settled = held.slice(Math.floor(held.length / 3));
    process.stdout.write(
      `${second} pictures, ${Math.floor(seconds / KEYS_EVERY_S) * 9} keys, in ${((performance.now() - startMs) / 60_000).toFixed(1)} min\n` +
        `memory of the screen ${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)} MB; ` +
        `slope over the last two thirds ${slopePerHour(settled).toFixed(2)} MB an hour of the evening; ` +
        `last third ${growth(values)?.toFixed(1)} MB against the middle one\n` +
        `its heap after a full collection, once a minute (MB): ${heapsIn(heapFile).join(' ')}\n`,
    );
    screen.type('q');
    await screen.exited;
  } finally {
    screen.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function heapsIn(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { heapMb: number }).heapMb.toFixed(1));
}

await main(Number(process.argv[2] ?? 8), Number(process.argv[3] ?? 40));
