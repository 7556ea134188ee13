// What fails at one district, as the operator reads it: from the real poller, over the socket, to the terminal.
import { afterEach, expect, it, vi } from 'vitest';
import { startCowinStub } from '../../support/cowin-stub.ts';
import { PATIENCE_MS } from '../../support/program.ts';
import { ready, visit } from '../tour.ts';
import { type Operator, startOperator } from '../whole/operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

const BBMP = 294;
let operator: Operator | undefined;
afterEach(() => operator?.close());

it('an area that failed says so: how often, with what, and when, also after it is well again', async () => {
  const cowin = await startCowinStub();
  operator = await startOperator({ people: 6, env: { VACCINE_WATCH_COWIN_URL: cowin.url } });
  operator.atEnd(cowin.close);
  cowin.set(BBMP, { status: 500, body: 'no' });
  await operator.running();
  await cowin.polled(BBMP, 3);
  const screen = operator.terminal({ columns: 120, rows: 30 });
  await ready(screen);
  await visit(screen, 'Areas');
  await screen.until(({ text }) =>
    /BBMP, Karnataka .* \d+ .*it has a fault of its own \(5xx\)$/m.test(text()),
  );
  const others = screen.lines().filter((line) => line.includes('Delhi'));
  expect(others.length).toBeGreaterThan(0);
  for (const line of others) expect(line).not.toContain('fault');

  screen.type('/bbmp\r\r');
  await screen.until(({ text }) => text().includes('! No good answer yet; the last poll failed.'));
  const failed =
    /Failed (\d+) times since the engine started, last \d\d:\d\d:\d\d IST: it has a fault of its own \(5xx\)\./;
  await screen.until(({ text }) => Number(failed.exec(text())?.[1] ?? 0) >= 3);

  cowin.set(BBMP, new TextEncoder().encode('{"centers":[]}'));
  await screen.until(({ text }) => /^Last good answer \d+ s ago\.$/m.test(text()));
  expect(screen.text()).toMatch(failed);
});
