// `run` and `vaccine-watch` as two processes, as under systemd and over SSH: what one does the other sees, and neither
// takes the other along.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { PATIENCE_MS } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, ready, shown, visit } from '../tour.ts';
import { type Operator, type Size, startOperator } from './operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator({ people: 3 });
});
afterEach(() => operator.close());

const [ENTER, TAB, SAVE] = ['\r', '\t', '\u0013'];
const [UP, DOWN, RIGHT] = ['\u001B[A', '\u001B[B', '\u001B[C'];
/** What one does, the other sees without a key pressed there (ms). */
const SEEN_MS = 4_000;

async function attached(size: Size = {}): Promise<TestTerminal> {
  const terminal = operator.terminal(size);
  await ready(terminal);
  return terminal;
}

const list = () => operator.json<readonly SubscriberWithSubscriptions[]>(['subscribers', 'list']);
const runs = (terminal: TestTerminal) => /^vaccine-watch +running/.test(terminal.lines()[0] ?? '');

describe('attached to an engine in another process', () => {
  it('somebody added by a command is on every screen', async () => {
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

  it('what is typed into the form of one screen is on the other, and what is changed there on the first', async () => {
    await operator.running();
    const one = await attached({ columns: 200 });
    const other = await attached({ columns: 200 });
    await visit(one, 'Subscribers');
    await visit(other, 'Subscribers');
    await press(other, 'j', ' ', 'k');
    await other.until(({ text }) => text().includes('1 picked'));

    await press(one, 'a', ENTER, 'anita@example.org', UP, RIGHT, DOWN, ENTER, 'bbmp', TAB);
    await one.until(({ text }) => text().includes('BBMP, Karnataka'));
    await press(one, SAVE);
    await one.until(({ text }) => text().includes('Added: subscriber 4.'));
    await other.until(({ text }) => /^ +4 +email +anita@/m.test(text()), SEEN_MS);
    // Whoever looks on stands where they stood, with whom they picked.
    expect(other.text()).toMatch(/^> +1 +telegram/m);
    expect(other.text()).toMatch(/^ ● +2 +telegram/m);

    await press(other, 'G', ENTER);
    await other.until(({ text }) => text().includes('email anita@example.org (id 4)'));
    await press(other, 'c', RIGHT, DOWN, '45', SAVE);
    await one.until(({ text }) => /^ +4 +email.*dose 1, age 45/m.test(text()), SEEN_MS);
    expect((await list()).at(-1)).toMatchObject({
      address: 'anita@example.org',
      subscriptions: [{ areaId: 'cowin:294', dose: '1', ageYears: 45 }],
    });
  });

  it('the cursor stays on its person when somebody before them is removed elsewhere', async () => {
    await operator.running();
    const screen = await attached();
    await visit(screen, 'Subscribers');
    await press(screen, 'j');
    await screen.until(({ text }) => /^> +2 telegram/m.test(text()));
    expect((await operator.run(['subscribers', 'remove', '1'])).code).toBe(0);
    await screen.until(({ text }) => text().includes('2 active'), SEEN_MS);
    await screen.until(({ text }) => !/^.. +1 telegram/m.test(text()), SEEN_MS);
    await screen.until(({ text }) => /^> +2 telegram/m.test(text()));
    await press(screen, 'j');
    await screen.until(({ text }) => /^> +3 telegram/m.test(text()));
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
