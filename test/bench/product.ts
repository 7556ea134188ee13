// The product as it is built: modules of `dist/`, with the types of their sources. What is measured is what is shipped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Missing } from './missing.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'dist', 'src');

export const LAUNCHER = join(ROOT, 'src', 'launcher.cjs');
/** The file that runs in a polling thread. */
export const POLL_WORKER = pathToFileURL(join(BUILT, 'poll-worker.js'));

/** The modules the bench uses itself; all others run inside the program. */
interface Modules {
  'control/client': typeof import('../../src/control/client.ts');
  'engine/recorder': typeof import('../../src/engine/recorder.ts');
  'poll/pool': typeof import('../../src/poll/pool.ts');
  'sources/cowin/index': typeof import('../../src/sources/cowin/index.ts');
  'store/redis/redis-child': typeof import('../../src/store/redis/redis-child.ts');
  'store/store': typeof import('../../src/store/store.ts');
}

/** A built module. @throws Missing when the program was not built */
export async function product<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
  const file = join(BUILT, `${name}.js`);
  if (!existsSync(file)) throw new Missing('The program is not built; run: npm run build');
  return (await import(pathToFileURL(file).href)) as Modules[Name];
}
