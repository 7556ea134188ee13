// Who watches over the engine asks the page's server: alive, ready, and its figures for who holds the token.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Unready } from '../../src/web/web-parts.ts';
import { readExposition } from '../support/exposition.ts';
import { clientOf } from './client.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

const TOKEN = 'a-token-of-the-operator';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

let rig: WebRig;
let reasons: readonly Unready[] = [];
let looks = 0;
beforeAll(async () => {
  rig = await startWebRig({
    settings: { metricsToken: TOKEN },
    unready() {
      looks += 1;
      return reasons;
    },
  });
});
afterAll(() => rig?.stop());

describe('/readyz', () => {
  it('is 200 when nothing is in the way, and else 503 with what is, in a word each', async () => {
    expect(await clientOf(rig.url).get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    reasons = ['database', 'polling'];
    rig.pass(1_000);
    expect(await clientOf(rig.url).get('/readyz')).toMatchObject({
      status: 503,
      text: 'not ready: database, polling\n',
    });
    expect(await clientOf(rig.url).get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    reasons = [];
  });

  it('looks once a second, however many ask', async () => {
    rig.pass(1_000);
    const before = looks;
    await Promise.all(Array.from({ length: 50 }, () => clientOf(rig.url).get('/readyz')));
    expect(looks - before).toBeLessThanOrEqual(1 + Math.ceil(50 / 10));
  });
});

describe('/metrics', () => {
  it('is not there unless there is a token for it', async () => {
    const closed = await startWebRig();
    try {
      for (const headers of [{}, bearer(''), bearer('null'), bearer(TOKEN)])
        expect((await clientOf(closed.url).get('/metrics', headers)).status).toBe(404);
    } finally {
      await closed.stop();
    }
  });

  it('is shown to nobody without the token, from this machine or through a proxy', async () => {
    const wrong = [
      '',
      TOKEN,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      'Bearer ',
      `Basic ${btoa(TOKEN)}`,
    ];
    for (const authorization of wrong) {
      const answer = await clientOf(rig.url, '127.0.0.1').get('/metrics', { authorization });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
      expect(answer.text).not.toContain('vaccine_watch');
    }
  });

  it('is shown to who sends the token, kept by nobody on the way', async () => {
    const { status, headers, text } = await clientOf(rig.url).get('/metrics', bearer(TOKEN));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(readExposition(text).samples.get('vaccine_watch_build_info{version="0.1.0"}')).toBe(1);
  });

  it('its token gets into no log', () => {
    expect(rig.log.join('\n')).not.toContain(TOKEN);
  });
});
