// `run` and `vaccine-watch` as two processes, as under systemd and over SSH: what one does the other sees, and neither
// takes the other along.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { PATIENCE_MS } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, ready, shown, visit } from '../tour.ts';
import { type Operator, startOperator } from './operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator({ people: 3 });
});
afterEach(() => operator.close());

async function attached(): Promise<TestTerminal> {
  const terminal = operator.terminal();
  await ready(terminal);
  return terminal;
}

const list = () => operator.json<readonly SubscriberWithSubscriptions[]>(['subscribers', 'list']);
const runs = (terminal: TestTerminal) => /^vaccine-watch +running/.test(terminal.lines()[0] ?? '');

describe('attached to an engine in another process', () => {
  it('somebody added by a command is on the screen, and somebody added on one screen is on the other', async () => {
    await operator.running();
    const one = await attached();
    const other = await attached();
    await visit(one, 'Subscribers');
    await visit(other, 'Subscribers');
    await operator.json(['subscribers', 'add', '--telegram', '4242424', '--district', '294']);
    await one.until(({ text }) => text().includes('4242424'));
    await other.until(({ text }) => text().includes('4242424'));

    expect(await list()).toHaveLength(4);
  });

  it('leaving stops nothing', async () => {
    const engine = await operator.running();
    const screen = await attached();
    screen.type('q');
    expect(await screen.exited).toBe(0);
    await screen.until((now) => now.screen() === 'normal');
    expect(await operator.json(['status'])).toMatchObject({ state: 'running' });
    expect((await engine.stop()).code).toBe(0);
  });

  it('a screen that is killed takes nothing along, and the next one attaches', async () => {
    const engine = await operator.running();
    const screen = await attached();
    process.kill(screen.pid, 'SIGKILL');
    await screen.exited;
    expect(await operator.json(['status'])).toMatchObject({ state: 'running' });
    await attached();
    expect((await engine.stop()).code).toBe(0);
  });

  it('an engine that is killed leaves the screen, which says so and can be left', async () => {
    const engine = await operator.running();
    const screen = await attached();
    expect(runs(screen)).toBe(true);
    await engine.kill();
    await screen.until(({ text }) => /gone/.test(text()));
    await visit(screen, 'Subscribers');
    await visit(screen, 'Watch');
    screen.type('q');
    expect(await screen.exited).toBe(69);
    await screen.until((now) => now.screen() === 'normal');

    await operator.running();
    expect(runs(await attached())).toBe(true);
  });
});

describe('a carried engine', () => {
  it('leaving asks first; No stays, Yes ends the engine with the screen', async () => {
    const screen = await attached();
    await press(screen, 'q');
    await screen.until(({ text }) => /y: /.test(text()));
    await press(screen, '\u001B');
    await screen.until(({ text }) => !/y: /.test(text()));
    expect(shown(screen)).toBe('Watch');
    expect(await operator.json(['status'])).toMatchObject({ state: 'running' });
    await press(screen, 'q', 'y');
    expect(await screen.exited).toBe(0);
    await screen.until((now) => now.screen() === 'normal');
    expect((await operator.run(['status'])).code).toBe(69);
  });
});
