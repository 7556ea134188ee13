// Looking at a running engine without starting a process for each look: its control socket, as the screen uses it.
import { connectControl, type RemoteControl } from '../../src/control/client.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { dataDirAt } from '../../src/data-dir.ts';
import { type Scene, until } from '../support/program.ts';

export interface Eyes {
  readonly control: RemoteControl;
  status(): Promise<EngineSnapshot>;
  /** Waits until the status shows it; fails by name after `withinMs`. Returns how long it took (ms). */
  sees(what: string, shown: (status: EngineSnapshot) => boolean, withinMs?: number): Promise<number>;
}

/** On the engine that runs on the scene's data directory now; closed with the scene. */
export async function eyesOn(scene: Scene): Promise<Eyes> {
  const control = await connectControl(dataDirAt(scene.dataDir, { TMPDIR: scene.folder }).controlSocket);
  scene.atEnd(control.close);
  return {
    control,
    status: control.status,
    async sees(what, shown, withinMs = 10_000) {
      const startedMs = performance.now();
      let last: EngineSnapshot | undefined;
      await until(
        async () => {
          last = await control.status();
          return shown(last);
        },
        () => `${what}; the status shows ${JSON.stringify({ ...last, areas: [], feed: [] })}`,
        withinMs,
      );
      return performance.now() - startedMs;
    },
  };
}
