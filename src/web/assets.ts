// The files a page loads: read once, when the server starts, served from memory under a name that changes with
// their content. No path of a request ever leads to the disk.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { WebEnv } from './web-env.ts';

interface Asset {
  readonly body: string;
  readonly type: string;
  /** Below the site: `/assets/1a2b3c4d5e6f/style.css`. */
  readonly path: string;
}

export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
  readonly icon: Asset;
}

/** @param dataFolder the folder of the shipped data @throws Error when the installation is incomplete */
export function readAssets(dataFolder: string): Assets {
  const read = (name: string, type: string): Asset => {
    const body = readFileSync(join(dataFolder, 'web', name), 'utf8');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    return { body, type, path: `/assets/${hash}/${name}` };
  };
  return {
    style: read('style.css', 'text/css; charset=utf-8'),
    script: read('suggest.js', 'text/javascript; charset=utf-8'),
    icon: read('icon.svg', 'image/svg+xml'),
  };
}

export function assetRoutes({ style, script, icon }: Assets): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  for (const { body, type, path } of [style, script, icon]) {
    app.get(path, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }),
    );
  }
  return app;
}
