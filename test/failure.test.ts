// What is said of a fault of our own: enough to find it, and nothing of anybody else.
import { expect, it } from 'vitest';
import { faultText } from '../src/failure.ts';

it('names the kind of fault and where it happened', () => {
  const text = faultText(new TypeError("Cannot read properties of undefined (reading 'length')"));
  expect(text).toMatch(
    /^TypeError: Cannot read properties of undefined \(reading 'length'\)\n +at .*failure\.test\.ts/,
  );
});

it.each([
  ['a piece of what was to be read', () => JSON.parse('CANARY-token')],
  ['an address', () => new Error('550 5.1.1 <CANARY.person@example.org> unknown')],
  [
    'a URL with what stands in it',
    () => new Error('GET https://api.telegram.org/bot123:CANARY/getMe failed'),
  ],
  ['a token', () => new Error('wrong token 123456:CANARY-telegram-token')],
  ['a password in an address', () => new Error('connect redis://:CANARY@host:6379 refused')],
  ['a number of a chat', () => new Error('no chat 7712345678')],
  ['anything long enough to be a key', () => new Error(`bad key ${'CANARY'.repeat(5)}`)],
  ['what is no error', () => 'CANARY'],
])('without %s', (_, make) => {
  let fault: unknown;
  try {
    fault = make();
  } catch (error) {
    fault = error;
  }
  expect(faultText(fault)).not.toMatch(/CANARY|7712345678/);
});
