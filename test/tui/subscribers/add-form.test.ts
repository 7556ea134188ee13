// The form that adds somebody, on a real terminal over a real engine: with which channel it begins, and where the keys
// go after a save that failed.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { PATIENCE_MS, type Program } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, ready, visit } from '../tour.ts';
import { type Operator, startOperator } from '../whole/operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

const [TAB, UP, DOWN, BACKSPACE, SAVE] = ['\t', '\u001B[A', '\u001B[B', '\u007F', '\u0013'];
const [ENTER, ESC] = ['\r', '\u001B'];
const BLOCKED = 'ravi@example.org';

let operator: Operator;
let engine: Program;
let terminal: TestTerminal;
beforeEach(async () => {
  operator = await startOperator({
    people: 2,
    openingsPerMinute: 0,
    // Nothing is sent in this test; a mail server need not be there.
    env: {
      VACCINE_WATCH_TELEGRAM_TOKEN: '',
      VACCINE_WATCH_SMTP_URL: 'smtp://127.0.0.1:9',
      VACCINE_WATCH_SMTP_TLS: 'off',
      VACCINE_WATCH_MAIL_FROM: 'alerts@example.org',
    },
  });
  engine = await operator.running();
  expect((await operator.run(['subscribers', 'block', '--email', BLOCKED])).code).toBe(0);
  terminal = operator.terminal();
  await ready(terminal);
  await visit(terminal, 'Subscribers');
  await press(terminal, 'a');
  await shows('Add a subscription');
});
afterEach(() => operator.close());

const shows = (text: string | RegExp) =>
  terminal.until((now) => (typeof text === 'string' ? now.text().includes(text) : text.test(now.text())));
const list = () => operator.json<readonly SubscriberWithSubscriptions[]>(['subscribers', 'list']);

it('begins with the channel that is set up; a refusal of the engine leaves all that was typed, and the keys where they were', async () => {
  await shows(/^> Channel +telegram {2}\[email\] /m);
  await press(terminal, DOWN, BLOCKED, DOWN, 'bbm');
  await shows('Tab: BBMP, Karnataka');
  await press(terminal, TAB, DOWN, DOWN, DOWN, '4', SAVE);
  await shows('! You have blocked this recipient');
  // A sentence longer than the window is there to its end.
  await shows('with the same recipient.');
  expect(terminal.text()).toMatch(/^ {2}Address +ravi@example\.org$/m);
  expect(terminal.text()).toMatch(/^ {2}District +BBMP, Karnataka$/m);
  await press(terminal, '5');
  await shows(/^> Age +45_$/m);
  await press(terminal, UP, UP, UP, UP);
  await shows(/^> Address +ravi@example\.org_$/m);
  await press(terminal, BACKSPACE, BACKSPACE, BACKSPACE, 'net', SAVE);
  await shows('Added: subscriber 3.');
  expect((await list()).at(-1)).toMatchObject({
    address: 'ravi@example.net',
    subscriptions: [{ areaId: 'cowin:294', ageYears: 45 }],
  });
});

it('a save with mistakes puts the keys into the first wrong field, also one that was out of view', async () => {
  terminal.resize(80, 16);
  await press(terminal, UP);
  await shows(/^> Least doses/m);
  await press(terminal, SAVE);
  await shows(/^> Address +_$/m);
  await shows('Nobody to tell');
  await press(terminal, 'x');
  await shows(/^> Address +x_$/m);
});

it('Tab goes on from what is empty, and fills nothing in', async () => {
  await press(terminal, DOWN, 'zoe@example.org', DOWN, 'bbm');
  await shows('Tab: BBMP, Karnataka');
  await press(terminal, TAB, TAB);
  await shows(/^> Pincode +_$/m);
  for (const field of ['Dose', 'Age', 'Vaccine', 'Fee', 'Least doses']) {
    await press(terminal, TAB);
    await shows(new RegExp(`^> ${field}`, 'm'));
  }
  // In the last field Enter saves, and the last line says so.
  await terminal.until(({ lines }) => lines()[23]?.startsWith('Enter Ctrl-S add  ↑↓ other field') ?? false);
  await press(terminal, ENTER);
  await shows('Added: subscriber 3.');
  expect((await list()).at(-1)).toMatchObject({
    address: 'zoe@example.org',
    subscriptions: [{ areaId: 'cowin:294', vaccine: null, minCapacity: 1 }],
  });
});

it('a save that an engine which went away cannot take leaves all that was typed', async () => {
  await press(terminal, DOWN, 'a@example.org', DOWN, '294', DOWN);
  await engine.kill();
  await shows('The engine is gone.');
  await press(terminal, SAVE);
  await shows('! the connection to the engine is gone');
  await press(terminal, '5');
  await shows(/^> Pincode +5_$/m);
  expect(terminal.text()).toMatch(/^ {2}Address +a@example\.org$/m);
});

it('of an engine that went away nothing is said as if it still were, or had never been', async () => {
  await press(terminal, ESC);
  await engine.kill();
  await shows('The engine is gone.');
  await visit(terminal, 'Deliveries');
  await shows('What is owed is not known.');
  await visit(terminal, 'Log');
  await shows('What happened is not known.');
  await visit(terminal, 'Watch');
  await shows(/^Engine +was running /m);
  await shows(/^SQLite +was ok /m);
});
