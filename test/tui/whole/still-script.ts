// Run in a pty by the tests: the built screen over an engine of plain data that stands still, so that two pictures of
// the same place must be equal. Its argument says of what its texts are made.

import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { busySnapshot } from '../../support/snapshots.ts';
import { brokenSnapshot, HOSTILE_NAMES, hostileSnapshot } from '../scenes.ts';
import { fullControl, fullDesk } from './full-control.ts';
import { SCRIPTS } from './texts.ts';

const built = new URL('../../../dist/tui/screen.js', import.meta.url).href;
const { runScreen } = (await import(built)) as typeof import('../../../tui/screen.tsx');

const scene = process.argv[2] ?? 'still';
const texts = scene === 'hostile' ? HOSTILE_NAMES : scene === 'scripts' ? SCRIPTS : ['PHC Malleswaram'];
const snapshot =
  scene === 'hostile' ? hostileSnapshot() : scene === 'broken' ? brokenSnapshot() : busySnapshot();
const control = fullControl({ snapshot, texts });
// It goes on telling that it is there, and nothing new.
const ticking = setInterval(async () => control.show({ ...(await control.status()) }), 1_000);
await runScreen({ control, title: 'vaccine-watch', source: cowinSource(), setup: fullDesk(texts) });
clearInterval(ticking);
process.exit(0);
