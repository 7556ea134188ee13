// Import and export as long work of the screen: what is done is in `control/transfer.ts`; here is how it is said.
import type { Control } from '../../../src/control/control.ts';
import { exportFile, importFile } from '../../../src/control/transfer.ts';
import type { Places } from '../../../src/core/wish.ts';
import { countText, plural } from '../../kit/figures.ts';
import type { Work } from '../../kit/work.tsx';

export function importWork(control: Control, path: string, places: Places): Work {
  return {
    title: `Importing ${path}`,
    async run(signal, onProgress) {
      const done = await importFile(control, path, places, { signal, onProgress });
      if (!done.ok) {
        const { headline, problems } = done;
        const wrong =
          problems.length === 0 ? '' : `: ${plural(problems.length, 'mistake')}, nothing was added`;
        return { text: `${headline}${wrong}.`, ok: false, report: problems };
      }
      const { added, total, refused, ended, stopped } = done;
      if (stopped && added + refused.length === 0) return { text: 'Stopped: nothing was added.', ok: false };
      const parts = [
        `${stopped ? 'Stopped: ' : ''}${countText(added)} of ${plural(total, 'subscription')} added`,
        ...(refused.length === 0 ? [] : [`${countText(refused.length)} refused`]),
        ...(ended === 0 ? [] : [`left out ${countText(ended)} who had ended their alerts or were blocked`]),
        ...(stopped || added + refused.length === total ? [] : ['the others stood already']),
      ];
      return {
        text: `${parts.join('; ')}.`,
        ok: refused.length === 0 && !stopped,
        report: refused.map(({ where, message }) => `${where}: ${message}`),
      };
    },
  };
}

/** @param total how many people there are */
export function exportWork(control: Control, path: string, total: number | null): Work {
  return {
    title: `Exporting to ${path}`,
    async run(signal, onProgress) {
      const { people, stopped } = await exportFile(control, path, total, { signal, onProgress });
      return stopped
        ? { text: 'Stopped: no file was left.', ok: false }
        : {
            text: `${plural(people, 'person', 'people')} written to ${path}, which holds their addresses: keep it safe.`,
            ok: true,
          };
    },
  };
}
