// A copy of the database as long work of the screen: what is done is the engine's, wherever it runs; here is how it is
// said.
import type { Control } from '../src/control/control.ts';
import { sizeText } from './kit/figures.ts';
import type { Work } from './kit/work.tsx';

/** @param path a file that must not exist */
export function backupWork(control: Pick<Control, 'backup'>, path: string): Work {
  return {
    title: `Copying the database to ${path}`,
    async run(signal, onProgress) {
      try {
        const { bytes } = await control.backup(path, {
          signal,
          onProgress: (share) => onProgress({ done: Math.floor(100 * share), total: 100, unit: '%' }),
        });
        const text = `${sizeText(bytes)} are copied to ${path}. Keep the file “key” of the data directory too.`;
        return { text, ok: true };
      } catch (error) {
        // The engine says in its own words why it stopped; that it was asked to is no fault.
        if (signal.aborted) return { text: 'Stopped: no copy was left.', ok: false };
        throw error;
      }
    },
  };
}
