// The one HTTP call of the channels, where connections are kept and the other end closes them.
import { describe, expect, it, onTestFinished } from 'vitest';
import { destroyAgents, httpCall, keepAliveAgents } from '../../bots/http-call.ts';
import { loopbackHttp } from '../support/loopback-http.ts';

/** A server, and calls to it over connections that are kept. */
async function keeping() {
  const server = await loopbackHttp(() => ({ status: 200, body: {} }));
  const agents = keepAliveAgents(4);
  onTestFinished(async () => {
    destroyAgents(agents);
    await server.close();
  });
  const call = () =>
    httpCall({
      url: new URL(`${server.url}/x`),
      method: 'POST',
      headers: {},
      body: '{}',
      timeoutMs: 5_000,
      agents,
    });
  return { server, call };
}

describe('connections that are kept', () => {
  it('are used again; when one is closed under a call, the next call gets a new one', async () => {
    const { server, call } = await keeping();
    server.plan({ delayMs: 50 }, { delayMs: 50 }, { delayMs: 50 });
    await Promise.all([call(), call(), call()]);
    await call();
    expect(server.connected()).toBe(3);
    server.plan('reset');
    expect(await call()).toMatchObject({ kind: 'unanswered' });
    expect(await call()).toMatchObject({ kind: 'answered', status: 200 });
    // Two still rested: were they closed as well, the message would have been lost a second time.
    expect(server.connected()).toBe(4);
  });

  it('are not used when they have rested for long, also when this process stood still meanwhile', async () => {
    const { server, call } = await keeping();
    await call();
    await call();
    expect(server.connected()).toBe(1);
    for (const endMs = performance.now() + 2_100; performance.now() < endMs; );
    expect(await call()).toMatchObject({ kind: 'answered', status: 200 });
    expect(server.connected()).toBe(2);
  });
});
