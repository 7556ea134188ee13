// Serving the page where the settings say, or ending with a sentence that helps.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { SelfService } from '../../../src/core/self-service.ts';
import type { SignUp } from '../../../src/core/sign-up.ts';
import { engineWeb } from '../../../src/engine/reception/web.ts';
import { silentLog } from '../../../src/log.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import type { WebSettings } from '../../../src/web/web-parts.ts';
import { freshStore } from '../../store/kit.ts';
import { quietSnapshot } from '../../support/snapshots.ts';

const taken = createServer();
beforeAll(() => new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => taken.close(resolve)));

/** Nobody signs up here: only the door is tried. */
function serve(web: WebSettings | null) {
  return engineWeb({
    settings: { web, mail: null, signUpOpen: true },
    store: freshStore(),
    source: cowinSource(),
    selfService: {} as SelfService,
    signUp: {} as SignUp,
    pollsEvery: () => '',
    unready: () => [],
    facts: () => ({ snapshot: quietSnapshot(), oldestPendingMs: null, freeDiskBytes: null }),
    clock: systemClock,
    log: silentLog,
  });
}

const at = (host: string, port: number): WebSettings => ({
  host,
  port,
  publicUrl: null,
  proxies: 0,
  metricsToken: null,
});

describe('the page of an engine', () => {
  it('is not there when no settings ask for it', async () => {
    expect(await serve(null)).toBeUndefined();
  });

  it.each(['127.0.0.1', 'localhost', ''])(
    'is served at “%s”, and gone when closed, twice if need be',
    async (host) => {
      const web = await serve(at(host, 0));
      const url = `http://${host === '' ? '127.0.0.1' : host}:${web?.port}/healthz`;
      expect(await (await fetch(url)).text()).toBe('ok\n');
      await Promise.all([web?.close(), web?.close()]);
      await expect(fetch(url)).rejects.toThrow();
    },
  );

  it('a port in use ends with 69 and says which', async () => {
    const { port } = taken.address() as AddressInfo;
    await expect(serve(at('127.0.0.1', port))).rejects.toMatchObject({
      exitCode: 69,
      message: `Another program listens at 127.0.0.1:${port} already. Stop it, or give the page another port in VACCINE_WATCH_HTTP.`,
    });
  });

  it('an address that is not this machine’s ends with 78 and says so', async () => {
    await expect(serve(at('192.0.2.1', 8080))).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('this machine has no such address'),
    });
  });
});
