// What all parts of a run share: the folder, nginx with the bodies, the Redis to start, and the order to end it all.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IstDate, istDateOf } from '../../src/core/ist.ts';
import type { Source } from '../../src/core/source.ts';
import { type BodyFigures, writeBodies } from './bodies/write.ts';
import type { BenchOptions } from './options.ts';
import { product } from './product.ts';
import { type Nginx, startNginx } from './servers/nginx.ts';
import { pinnedRedisFolder } from './servers/redis.ts';

export interface World {
  readonly folder: string;
  readonly source: Source;
  readonly today: IstDate;
  readonly nginx: Nginx;
  readonly bodies: BodyFigures;
  /** A folder that holds nothing but a `redis-server`, for PATH. */
  readonly redisFolder: string;
  /** A new empty folder. */
  newFolder(name: string): string;
  /** Does something when the bench ends, however it does; the last comes first. Returns how to do it now instead. */
  atEnd(work: () => unknown): () => Promise<void>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** Makes the bodies and starts nginx. @throws Missing when the machine lacks something */
export async function openWorld(options: BenchOptions): Promise<World> {
  const { cowinSource } = await product('sources/cowin/index');
  const source = cowinSource();
  const today = istDateOf(Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'vaccine-watch-bench-'));
  const endings = new Set<() => unknown>();
  if (!options.keep) endings.add(() => rmSync(folder, { recursive: true, force: true }));

  async function close(): Promise<void> {
    for (const ending of [...endings].reverse()) {
      endings.delete(ending);
      await ending();
    }
  }

  try {
    const redisFolder = pinnedRedisFolder(join(folder, 'bin'));
    const districts = source.areas.map(({ id, name, region }) => ({
      id: Number(id.split(':')[1]),
      name,
      state: region,
    }));
    const bodies = writeBodies(join(folder, 'bodies'), districts, options.variants, today);
    const nginx = await startNginx(folder, options.variants, districts.length);
    endings.add(nginx.stop);
    return {
      folder,
      source,
      today,
      nginx,
      bodies,
      redisFolder,
      newFolder: (name) => mkdtempSync(join(folder, `${name}-`)),
      atEnd(work) {
        endings.add(work);
        return async () => {
          if (endings.delete(work)) await work();
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
