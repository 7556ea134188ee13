// Run in a pty by the tests: the built screen over an engine made of plain data. Its first argument names the scene,
// or is the path of a control socket to attach to. After the screen it prints how it ended, so that a test can see
// the terminal given back, and writes it to the file its second argument names.
import { writeFileSync } from 'node:fs';
import { connectControl } from '../../src/control/client.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { plainControl } from '../support/plain-control.ts';
import { busySnapshot, quietSnapshot } from '../support/snapshots.ts';
import { brokenSnapshot, hostileSnapshot } from './scenes.ts';

const built = new URL('../../dist/tui/screen.js', import.meta.url).href;
const { runScreen } = (await import(built)) as typeof import('../../tui/screen.tsx');

const [scene = 'busy', report] = process.argv.slice(2);
const SCENES = {
  quiet: () => quietSnapshot(),
  hostile: () => hostileSnapshot(),
  broken: () => brokenSnapshot(),
} as const;
const still = SCENES[scene as keyof typeof SCENES];
const control = plainControl({ snapshot: still === undefined ? busySnapshot() : still() });

let tick = 0;
const ticking = setInterval(() => {
  tick += 1;
  if (still === undefined) control.show({ ...busySnapshot(tick), state: isPaused() ? 'paused' : 'running' });
}, 1000);

function isPaused(): boolean {
  return control.asked.findLast(([what]) => what === 'pause' || what === 'resume')?.[0] === 'pause';
}

let drop = (): void => undefined;
const closed = new Promise<void>((resolve) => {
  drop = resolve;
});
if (scene === 'lost') setTimeout(() => drop(), 300);
// As the program does: the screen ends, and the program with it in its own time.
process.on('SIGHUP', () => undefined);
if (scene === 'sigterm') setTimeout(() => process.kill(process.pid, 'SIGTERM'), 300);
if (scene === 'fault')
  setTimeout(() => {
    throw new Error('a fault elsewhere in the program');
  }, 300);

const attached = scene.startsWith('/') ? await connectControl(scene) : undefined;
const end = await runScreen({
  control: attached ?? control,
  title: 'vaccine-watch',
  source: cowinSource(),
  closed: attached?.closed ?? closed,
  carried: scene === 'carried',
});
clearInterval(ticking);
if (report !== undefined) writeFileSync(report, end);
process.stdout.write(`ended: ${end}; asked: ${JSON.stringify(control.asked)}\n`);
process.exit(0);
