// Subscribers and deliveries on a real terminal over a real engine: searched, added, changed, picked, carried out and
// in; what is done on the screen is what stands in the database.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { PATIENCE_MS, type Program } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, ready, visit } from '../tour.ts';
import { type Operator, startOperator } from '../whole/operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

const [ENTER, ESC, TAB, DOWN, RIGHT, SAVE] = ['\r', '\u001B', '\t', '\u001B[B', '\u001B[C', '\u0013'];

let operator: Operator;
let engine: Program;
let terminal: TestTerminal;
beforeEach(async () => {
  operator = await startOperator({
    people: 30,
    // Nothing opens: what is on the screen is what the test does.
    openingsPerMinute: 0,
    more: ['anita', 'ravi', 'meera'].map((name) => ({
      ...{ channel: 'email', address: `${name}@example.org`, place: { areaId: 'cowin:294', pincode: null } },
      filters: { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
    })),
  });
  engine = await operator.running();
  terminal = operator.terminal();
  await ready(terminal);
  await visit(terminal, 'Subscribers');
  await shows('33 active');
});
afterEach(() => operator.close());

const shows = (text: string) => terminal.until((now) => now.text().includes(text));
const goes = (text: string) => terminal.until((now) => !now.text().includes(text));
const list = () => operator.json<readonly SubscriberWithSubscriptions[]>(['subscribers', 'list']);
const stateOf = async (address: string) => (await list()).find((one) => one.address === address)?.state;

/** Until those it finds stand there: before that no key means any of them. */
async function search(text: string, finds: number): Promise<void> {
  await press(terminal, '/', text);
  await shows(`with “${text}”`);
  await press(terminal, ENTER);
  await shows(`Subscribers ${finds} `);
}

/** Gives the file that a key asks for; what is typed all at once would be taken for pasted, its Enter with it. */
async function file(key: string, path: string): Promise<void> {
  await press(terminal, key);
  await shows('(.csv or');
  await press(terminal, path);
  await shows(`${path}_`);
  await press(terminal, ENTER);
}

describe('on the screen Subscribers', () => {
  it('typing narrows the list, Esc gives it back; what was looked at is there after another screen', async () => {
    await press(terminal, '/', 'ravi');
    await shows('Subscribers 1 ');
    expect(terminal.text()).toContain('ravi@example.org');
    expect(terminal.text()).not.toContain('anita@example.org');
    await press(terminal, ESC);
    await shows('of 33');
    await press(terminal, 'f', RIGHT, RIGHT, SAVE);
    await shows('shown: paused');
    await shows('Nobody fits; Esc shows everybody.');
    await press(terminal, ESC);
    await shows('of 33');
    await press(terminal, 'j', 'j', ' ');
    await visit(terminal, 'Deliveries');
    await shows('All deliveries');
    await visit(terminal, 'Subscribers');
    await terminal.until(({ text }) => /^>● +3 telegram/m.test(text()));
  });

  it('somebody opened is there at once, as the list has them; what the list does not say comes with the engine', async () => {
    await search('ravi', 1);
    engine.signal('SIGSTOP');
    await press(terminal, ENTER);
    await shows('Last deliveries');
    expect(terminal.text()).toMatch(/^email ravi@example\.org \(id \d+\)$/m);
    expect(terminal.text()).toContain('Asking the engine …');
    engine.signal('SIGCONT');
    await goes('Asking the engine …');
  });

  it('of somebody else who is asked for by number nothing is shown until the engine answers', async () => {
    await search('ravi', 1);
    await press(terminal, ENTER);
    await shows('email ravi@example.org (id 32)');
    engine.signal('SIGSTOP');
    await press(terminal, ':', 'subscriber 33', ENTER);
    await goes('ravi@example.org');
    expect(terminal.text()).toContain('Asking the engine …');
    engine.signal('SIGCONT');
    await shows('email meera@example.org (id 33)');
  });

  it('somebody is added in a form that keeps what was typed until it is right', async () => {
    await press(terminal, 'a', RIGHT, TAB, 'nobody', TAB, 'bbm');
    await shows('Tab: BBMP, Karnataka');
    await press(terminal, TAB, SAVE);
    await shows('! This is not an e-mail address');
    expect(terminal.text()).toContain('BBMP, Karnataka');
    await press(terminal, '@example.org', SAVE);
    await shows('Added: subscriber 34.');
    expect((await list()).at(-1)).toMatchObject({
      address: 'nobody@example.org',
      subscriptions: [{ areaId: 'cowin:294' }],
    });
  });

  it('one person is looked at, and what they ask for changed, paused and removed', async () => {
    await search('ravi', 1);
    await shows('Subscribers 1 ');
    await press(terminal, ENTER);
    await shows('email ravi@example.org (id 32)');
    await press(terminal, 'c', RIGHT, DOWN, '45', SAVE);
    await shows('dose 1, age 45');
    await press(terminal, 's');
    await shows('s go on with it');
    expect((await list())[31]?.subscriptions).toMatchObject([{ dose: '1', ageYears: 45, paused: true }]);
    await press(terminal, 'd');
    await shows('Remove this subscription');
    await press(terminal, 'y');
    await shows('They ask for nothing');
    await press(terminal, ESC);
    await shows('Subscribers 1 ');
  });

  it('who was picked is paused together, asked back once; one is blocked, unblocked and removed', async () => {
    await search('example.org', 3);
    await press(terminal, ' ', 'j', ' ', 'p');
    await shows('Pause 2 people?');
    await press(terminal, 'y');
    await shows('Paused 2 people.');
    await shows('31 active');
    expect([await stateOf('anita@example.org'), await stateOf('ravi@example.org')]).toEqual([
      'paused',
      'paused',
    ]);
    await press(terminal, 'b');
    await shows('Block email ravi@example.org (id 32)?');
    await press(terminal, ENTER);
    await goes('Block email');
    expect(await stateOf('ravi@example.org')).toBe('paused');
    await press(terminal, 'b', 'y');
    await shows('1 gone');
    await press(terminal, 't');
    await shows('Send a test message to email ravi@example.org');
    await press(terminal, ENTER);
    await goes('Send a test message');
    await press(terminal, 'b');
    await shows('Unblocked: email ravi@example.org (id 32).');
    await press(terminal, 'x');
    await shows('Remove email ravi@example.org (id 32)? 1 subscription');
    await press(terminal, 'y');
    await shows('Subscribers 2 ');
    expect(await stateOf('ravi@example.org')).toBeUndefined();
  });

  it('everybody goes out to a file, and comes in from one whose wrong lines are named', async () => {
    const all = join(operator.dataDir, 'all.csv');
    await file('E', all);
    await shows('33 people written to');
    expect(readFileSync(all, 'utf8').split('\r\n')).toHaveLength(35);
    const wrong = join(operator.dataDir, 'wrong.csv');
    writeFileSync(wrong, 'channel,address,district\ntelegram,77,294\ntelegram,78,Nowhere\n');
    await file('i', wrong);
    await shows('line 3: There is no district “Nowhere”');
    await press(terminal, ESC);
    await goes('line 3:');
    writeFileSync(wrong, 'channel,address,district\ntelegram,77,294\ntelegram,78,294\n');
    await file('i', wrong);
    await shows('2 of 2 subscriptions added');
    await shows('35 active');
    expect(existsSync(all)).toBe(true);
  });
});

it('on the screen Deliveries a channel is paused and goes on, and a person is looked at alone', async () => {
  await search('anita', 1);
  await press(terminal, ENTER, 'v');
  await shows('[4 Deliveries]');
  await shows('Shown: subscriber 31');
  await press(terminal, 'c');
  await shows('[telegram: pause]');
  await press(terminal, ENTER);
  await shows('Pause telegram?');
  await press(terminal, 'y');
  await terminal.until(({ text }) => /^telegram +paused/m.test(text()));
  await press(terminal, 'c');
  await shows('[telegram: resume]');
  await press(terminal, ENTER);
  await terminal.until(({ text }) => /^telegram +on/m.test(text()));
  await press(terminal, ESC);
  await shows('All deliveries');
});
